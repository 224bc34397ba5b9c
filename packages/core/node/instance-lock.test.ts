import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FolderLock, lockDataFolder } from './instance-lock.ts'
import { openSocketFolder } from './socket-folder.ts'

let folder: string
let children: ChildProcess[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'undongle-lock-'))
  children = []
})
afterEach(async () => {
  for (const child of children) await kill(child)
  await rm(folder, { recursive: true, force: true })
})

const longestName = 'claim-XXXXXX/socket'
const layout = { product: 'test', version: 1 }
const lock = (): Promise<FolderLock> => lockDataFolder(folder, layout)

test('a second instance is refused, and told which process holds the folder', async () => {
  const first = await lock()
  await expect(lock()).rejects.toMatchObject({
    code: 'folder-in-use',
    message: expect.stringContaining(`process ${process.pid}.`),
  })
  await first.release()
})

test('a released folder can be taken again', async () => {
  await (await lock()).release()
  await (await lock()).release()
})

test('a holder in another process is named; killed by kill -9 it holds no longer', async () => {
  const { child, said } = await startHolder()
  expect(said).toBe('held')
  await expect(lock()).rejects.toThrow(`process ${child.pid}.`)
  await kill(child)
  const ours = await lock()
  expect((await readdir(join(folder, 'run'))).filter((name) => name.endsWith('.lock'))).toHaveLength(1)
  await ours.release()
})

test('of processes that start together at most one holds the folder', async () => {
  await (await lock()).release()
  const said = await Promise.all(Array.from({ length: 4 }, async () => (await startHolder()).said))
  expect(said.filter((word) => word === 'held').length).toBeLessThanOrEqual(1)
  expect(said.every((word) => word === 'held' || word === 'folder-in-use')).toBe(true)
})

test('a folder whose name is too long for a socket is locked like any other', async () => {
  const long = join(folder, 'x'.repeat(120))
  const first = await lockDataFolder(long, layout)
  await expect(lockDataFolder(long, layout)).rejects.toMatchObject({ code: 'folder-in-use' })
  await first.release()
  await rm(await openSocketFolder(long, longestName), { recursive: true })
})

test('a short folder for sockets that others may write to is not used', async () => {
  const long = join(folder, 'y'.repeat(120))
  await mkdir(long)
  const short = await openSocketFolder(long, longestName)
  try {
    await chmod(short, 0o777)
    await expect(lockDataFolder(long, layout)).rejects.toMatchObject({ code: 'folder-not-writable' })
  } finally {
    await rm(short, { recursive: true })
  }
})

test.each([
  ['a newer layout', 'test 2'],
  ['another product', 'cloud 1'],
])('a folder of %s is refused, left as it is, and not held', async (_, version) => {
  await writeFile(join(folder, 'VERSION'), `${version}\n`)
  await expect(lock()).rejects.toMatchObject({
    code: 'folder-other-version',
    message: expect.stringContaining(`"${version}"`),
  })
  expect(await readFile(join(folder, 'VERSION'), 'utf8')).toBe(`${version}\n`)
  await writeFile(join(folder, 'VERSION'), 'test 1\n')
  await (await lock()).release()
})

test('a folder that cannot be made or written is named', async () => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  await expect(lockDataFolder(file, layout)).rejects.toMatchObject({ code: 'folder-not-writable' })
  await expect(lockDataFolder(join(file, 'below'), layout)).rejects.toMatchObject({ code: 'folder-not-writable' })
})

async function startHolder(): Promise<{ child: ChildProcess; said: string }> {
  const childProgram = join(import.meta.dirname, 'instance-lock.child.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', childProgram, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const [chunk] = await once(child.stdout, 'data')
  return { child, said: String(chunk).trim() }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
