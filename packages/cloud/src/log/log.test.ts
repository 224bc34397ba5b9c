import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isConsistent, isProvable, type LogWorld, startLogWorld } from './log.fixture.ts'
import type { CertificateLog, LogParts } from './log.ts'
import type { PublishedCheckpoint } from './publish.ts'

let world: LogWorld
beforeEach(async () => {
  world = await startLogWorld()
})
afterEach(() => world.remove())

const sequence = (log: CertificateLog) => log.sequence()

async function checkpointNow(): Promise<PublishedCheckpoint> {
  const checkpoint = await world.checkpoint()
  return checkpoint ?? expect.fail('the log has no checkpoint')
}

test('[Q93] a certificate is provable as soon as its round is over, and so is every one before it', async () => {
  const certificates: `crt_${string}`[] = []
  for (const count of [1, 2, 254, 5]) {
    const before = await world.checkpoint()
    const added = world.make(count)
    await world.run(async (log) => {
      expect(await isProvable(world, log, added[0] ?? 'crt_')).toBe(false)
      await Promise.all([log.sequence(), log.sequence()])
      certificates.push(...added)
      for (const certificate of [certificates[0], ...added.slice(0, 3), added.at(-1)])
        expect([certificate, await isProvable(world, log, certificate ?? 'crt_')]).toEqual([certificate, true])
      const checkpoint = await checkpointNow()
      expect(checkpoint.size).toBe(certificates.length)
      if (before !== undefined) expect(await isConsistent(log.files, before, checkpoint)).toBe(true)
    })
  }
})

test('[Q93] who asks for a round while one is under way gets one that sees what was made until then', async () => {
  const [looked, held] = [gate(), gate()]
  const wrap = (parts: LogParts): LogParts => ({
    ...parts,
    queue: {
      ...parts.queue,
      async waiting(limit) {
        const found = await parts.queue.waiting(limit)
        looked.open()
        await held.opened
        return found
      },
    },
  })
  await world.run(async (log) => {
    const first = log.sequence()
    await looked.opened
    const [certificate = 'crt_'] = world.make(1)
    const rounds = [log.sequence(), log.sequence()]
    held.open()
    await Promise.all([first, ...rounds])
    expect(await isProvable(world, log, certificate)).toBe(true)
    expect((await checkpointNow()).size).toBe(1)
  }, wrap)
})

test('[Q93] the public log says nothing about anybody: nothing in it is in a certificate, and a salt is needed to find one', async () => {
  const [certificate = 'crt_'] = world.make(1)
  await world.run(sequence)
  const names = await readdir(join(world.folder, 'log'), { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  expect(files).toHaveLength(3)
  for (const file of files) {
    const text = (await readFile(file)).toString('latin1')
    for (const secret of ['Smile', 'ada@', 'D-1', certificate]) expect(text).not.toContain(secret)
  }
  await world.run(async (log) => {
    const inclusion = await log.inclusionOf(certificate, await world.documentOf(certificate))
    expect(inclusion?.salt).toHaveLength(43)
  })
})

test('[Q93] a database restored from an old backup learns the places again; the log goes on where it was', async () => {
  world.make(3)
  await world.run(sequence)
  const backup = world.database.copy()
  const forgotten = world.make(4)
  const presented = await world.database.queue.read({ id: forgotten[1] ?? 'crt_', company: 'com_' })
  await world.run(sequence)
  const before = await checkpointNow()
  world.database.restore(backup)
  const later = world.make(1)
  world.database.insert(presented as Parameters<typeof world.database.insert>[0])
  await world.run(async (log) => {
    await log.sequence()
    const checkpoint = await checkpointNow()
    expect(checkpoint.size).toBe(8)
    expect(await isConsistent(log.files, before, checkpoint)).toBe(true)
    expect(await world.database.queue.find(later[0] ?? 'crt_')).toMatchObject({ leaf: 7 })
    expect(await isProvable(world, log, forgotten[1] ?? 'crt_')).toBe(true)
  })
})

test('[Q93] a lost register is made again from the database, as it was', async () => {
  world.make(300)
  await world.run(sequence)
  const before = await checkpointNow()
  await rm(world.folder, { recursive: true })
  await world.run(sequence)
  expect((await checkpointNow()).note).toBe(before.note)
})

test('[Q93] lost tiles are made again from the register, as they were, and no smaller checkpoint is shown meanwhile', async () => {
  world.make(300)
  await world.run(sequence)
  const before = await checkpointNow()
  await rm(join(world.folder, 'log'), { recursive: true })
  const checkpoints: unknown[] = []
  await world.run(sequence, (parts) => ({
    ...parts,
    files: {
      ...parts.files,
      async write(path, bytes) {
        if (path === 'checkpoint') checkpoints.push(Buffer.from(bytes).toString())
        await parts.files.write(path, bytes)
      },
    },
  }))
  expect(checkpoints).toEqual([before.note])
})

test('[Q93] with a register that was rolled back together with the database the log stands still', async () => {
  world.make(2)
  await world.run(sequence)
  const backup = world.database.copy()
  const old = await readFile(join(world.folder, 'certificates'))
  world.make(1)
  await world.run(sequence)
  const before = await checkpointNow()
  await writeFile(join(world.folder, 'certificates'), old)
  world.database.restore(backup)
  await expect(world.run(sequence)).rejects.toThrow('every certificate that was published')
  world.make(5)
  await world.run(async (log) => {
    await expect(log.sequence()).rejects.toThrow()
    expect((await checkpointNow()).note).toBe(before.note)
  })
})

test.each([
  ['a changed tile', 'tile/0/000.p/3', 'the tiles are those'],
  ['a checkpoint that was written by somebody else', 'checkpoint', 'signed by this cloud'],
])('[Q93] on %s nothing is built', async (_, path, reason) => {
  world.make(3)
  await world.run(sequence)
  const file = join(world.folder, 'log', path)
  const bytes = await readFile(file)
  bytes[16] = (bytes[16] ?? 0) ^ 1
  await writeFile(file, bytes)
  world.make(1)
  await expect(world.run(sequence)).rejects.toThrow(reason)
  expect(await readFile(file)).toEqual(bytes)
})

test('[Q93] with a damaged log a certificate is handed out without a proof, never with a wrong one', async () => {
  const [certificate = 'crt_'] = world.make(3)
  const document = await world.documentOf(certificate)
  await world.run(sequence)
  for (const path of ['tile/0/000.p/3', 'checkpoint']) {
    const file = join(world.folder, 'log', path)
    const bytes = await readFile(file)
    await writeFile(
      file,
      bytes.map((byte, index) => (index > 40 ? byte ^ 1 : byte)),
    )
    await world.run(async (log) => expect(await log.inclusionOf(certificate, document)).toBeUndefined())
    await writeFile(file, bytes)
    await world.run(async (log) => expect(await isProvable(world, log, certificate)).toBe(true))
  }
})

test('partial tiles go when their full ones are published', async () => {
  world.make(255)
  await world.run(sequence)
  world.make(2)
  await world.run(sequence)
  const names = (await readdir(join(world.folder, 'log/tile'), { recursive: true })).toSorted()
  expect(names).toEqual(
    ['0', '0/000', '0/001.p', '0/001.p/1', '1', '1/000.p', '1/000.p/1', 'entries', 'entries/000'].concat([
      'entries/001.p',
      'entries/001.p/1',
    ]),
  )
})

test('a copy of the folder, put back with the database of then, is the log of then', async () => {
  world.make(2)
  await world.run(sequence)
  await cp(world.folder, `${world.folder}-copy`, { recursive: true })
  const then = await checkpointNow()
  await rm(world.folder, { recursive: true })
  await cp(`${world.folder}-copy`, world.folder, { recursive: true })
  await world.run(sequence)
  expect((await checkpointNow()).note).toBe(then.note)
})

function gate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}
