import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import pg, { type PoolConfig } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { isAlive, waitForEnd } from './embedded/process.ts'
import { type EmbeddedOptions, type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts'
import { openPool } from './pool.ts'

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** A data folder with a cluster that was stopped; copying it is cheaper than making one for each test. */
let made: string
beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'undongle-embedded-'))
  await (await startEmbeddedPostgres({ dataDir: made, log })).stop()
})
afterAll(() => rm(made, { recursive: true, force: true }))

let dataDir: string
let cleanUp: Array<() => Promise<unknown>>
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'undongle-embedded-'))
  execFileSync('cp', ['-a', `${made}/.`, dataDir])
  cleanUp = [() => rm(dataDir, { recursive: true, force: true })]
})
afterEach(async () => {
  for (const step of cleanUp.toReversed()) await step()
})

async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, log, ...options })
  cleanUp.push(() => postgres.stop())
  return postgres
}

async function query(connection: PoolConfig, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

describe('a server of its own in the data folder', () => {
  test('[Q104] is a PostgreSQL that syncs and checks its pages, and that only this user can reach', async () => {
    const { connection } = await start({ dataDir: join(dataDir, 'new') })
    const rows = await query(
      connection,
      `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'data_checksums',
        'synchronous_commit', 'listen_addresses', 'max_connections') order by name`,
    )
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      data_checksums: 'on',
      fsync: 'on',
      full_page_writes: 'on',
      listen_addresses: '',
      max_connections: '60',
      synchronous_commit: 'on',
    })
    expect((await stat(String(connection.host))).mode & 0o777).toBe(0o700)
  })

  test('keeps what was written over a stop and a start', async () => {
    const first = await start()
    await query(first.connection, 'create table kept (id integer); insert into kept values (1)')
    await first.stop()
    expect(await isAlive(first.pid)).toBe(false)
    const second = await start()
    expect(await query(second.connection, 'select id from kept')).toEqual([{ id: 1 }])
  })

  test('runs beside another one in another folder', async () => {
    const [one, other] = await Promise.all([
      start({ dataDir: join(dataDir, 'one') }),
      start({ dataDir: join(dataDir, 'other') }),
    ])
    await query(one.connection, 'create table only_here (id integer)')
    await expect(query(other.connection, 'select * from only_here')).rejects.toThrow('does not exist')
  })

  test('works in a folder whose name is too long for a socket, with blanks in it', async () => {
    const long = join(dataDir, `it's a folder, `.padEnd(120, 'x'))
    const { connection } = await start({ dataDir: long })
    expect(Buffer.byteLength(String(connection.host))).toBeLessThan(60)
    expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }])
    cleanUp.splice(1, 0, () => rm(join(String(connection.host), '..'), { recursive: true }))
  })

  if (process.getuid?.() === 0) {
    test('runs as nobody where root may not make a user namespace, and not as nobody where it may again', async () => {
      const nobody = await start({ account: 'nobody' })
      const { connection, pid } = nobody
      expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }])
      expect(await readFile(`/proc/${pid}/status`, 'utf8')).toContain('Uid:\t65534')
      await nobody.stop()
      const { connection: back } = await start()
      expect(await query(back, 'select 1 as one')).toEqual([{ one: 1 }])
    })
  }

  test('throws a half-made cluster away: an initdb that was killed is never taken for a database', async () => {
    const fresh = join(dataDir, 'new')
    await mkdir(join(fresh, 'postgres/pg.init/base'), { recursive: true })
    const { connection } = await start({ dataDir: fresh })
    expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }])
  })
})

describe('deaths', () => {
  test('postgres killed by kill -9 is started again and the pool goes on; nothing confirmed is lost', async () => {
    const postgres = await start()
    const db = openPool(postgres.connection, { log, role: 'login' })
    cleanUp.push(() => db.destroy())
    await sql`create table kept (id integer)`.execute(db)
    await sql`insert into kept values (1)`.execute(db)
    const killed = postgres.pid
    process.kill(killed, 'SIGKILL')
    await until(async () => postgres.pid !== killed)
    await until(() =>
      sql`insert into kept values (2)`.execute(db).then(
        () => true,
        () => false,
      ),
    )
    expect((await sql`select id from kept order by id`.execute(db)).rows).toEqual([{ id: 1 }, { id: 2 }])
  })

  if (process.platform === 'linux') {
    test('a server that was told to stop and never comes to its end is ended and started again', async () => {
      const postgres = await start({ stopMs: 500 })
      const { pid, connection } = postgres
      const [row] = await query(connection, `select pid from pg_stat_activity where backend_type = 'checkpointer'`)
      process.kill(Number(row?.pid), 'SIGSTOP') // no stop is done before its last checkpoint
      process.kill(pid, 'SIGINT')
      await until(async () => postgres.pid !== pid)
      expect(await isAlive(pid)).toBe(false)
      expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }])
    })
  }

  test('a server left running by a kill -9 of its owner is adopted, and stopped by the one who adopted it', async () => {
    const owner = await startChild()
    await query(owner.connection, 'create table kept (id integer); insert into kept values (1)')
    owner.child.kill('SIGKILL')
    await once(owner.child, 'exit')
    const adopted = await start()
    expect(adopted.pid).toBe(owner.pid)
    expect(await query(adopted.connection, 'select id from kept')).toEqual([{ id: 1 }])
    await adopted.stop()
    expect(await isAlive(owner.pid)).toBe(false)
  })

  test('SIGTERM to its owner shuts it down cleanly', async () => {
    const owner = await startChild()
    owner.child.kill('SIGTERM')
    await once(owner.child, 'exit')
    expect(await waitForEnd(owner.pid, 1)).toBe(true)
    expect(await readFile(join(dataDir, 'postgres/server.log'), 'utf8')).toMatch(/database system is shut down\n$/)
  })

  test('a pid file that names a process which is no postgres is not adopted, and that process is left alone', async () => {
    const lines = [process.pid, join(dataDir, 'postgres/pg'), 1, 5432, '/tmp', '', '', 'ready']
    await writeFile(join(dataDir, 'postgres/pg/postmaster.pid'), lines.join('\n'))
    const { pid } = await start()
    expect(pid).not.toBe(process.pid)
  })
})

describe('named refusals', () => {
  test('folder-in-use: a second instance on the folder', async () => {
    await start()
    await expect(startEmbeddedPostgres({ dataDir, log })).rejects.toMatchObject({ code: 'folder-in-use' })
  })

  test('folder-other-version: the files of another major version stay untouched', async () => {
    await writeFile(join(dataDir, 'postgres/pg/PG_VERSION'), '14\n')
    await expect(start()).rejects.toMatchObject({ code: 'folder-other-version' })
    expect(await readFile(join(dataDir, 'postgres/pg/PG_VERSION'), 'utf8')).toBe('14\n')
  })

  test('folder-not-writable: the data folder is a file', async () => {
    const file = join(dataDir, 'file')
    await writeFile(file, '')
    await expect(start({ dataDir: file })).rejects.toMatchObject({ code: 'folder-not-writable' })
    await expect(start({ dataDir: join(file, 'below') })).rejects.toMatchObject({ code: 'folder-not-writable' })
  })

  test('platform-unknown: the programs are not there or do not run here', async () => {
    const binaries = { folder: join(dataDir, 'nothing'), major: 18 }
    await expect(start({ binaries, account: 'self' })).rejects.toMatchObject({ code: 'platform-unknown' })
  })

  test('database-failed: a server that stops at once, with its own words', async () => {
    const wrong = start({ settings: { shared_buffers: 'many' } })
    await expect(wrong).rejects.toMatchObject({ code: 'database-failed', message: expect.stringContaining('"many"') })
    await start()
  })

  if (process.platform === 'linux') {
    test('disk-full: the disk of the data folder holds 16 MB', async () => {
      const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
      const script = 'mount -t tmpfs -o size=16m tmpfs "$1" && exec "$2" --import tsx "$3" "$1"'
      const child = spawn('unshare', [
        ...asRoot,
        '--mount',
        'sh',
        '-c',
        script,
        'sh',
        dataDir,
        process.execPath,
        childProgram,
      ])
      expect(await firstLine(child)).toMatchObject({ code: 'disk-full' })
    })
  }
})

const childProgram = join(import.meta.dirname, 'embedded.child.ts')
const ChildLine = z.object({ pid: z.number(), connection: z.looseObject({}) })

async function startChild() {
  const child = spawn(process.execPath, ['--import', 'tsx', childProgram, dataDir])
  const { pid, connection } = ChildLine.parse(await firstLine(child))
  return { child, pid, connection: connection as PoolConfig }
}

async function firstLine(child: ChildProcess): Promise<unknown> {
  let complaint = ''
  child.stderr?.on('data', (chunk) => {
    complaint += chunk
  })
  if (!child.stdout) throw new Error('the child program has no output')
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line)
  throw new Error(`the child program printed nothing: ${complaint}`)
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(20)
}
