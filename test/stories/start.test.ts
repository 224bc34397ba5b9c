import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type StartErrorCode, startErrors } from '@undongle/core/start-errors'
import { afterEach, describe, expect, test } from 'vitest'
import { storeErrors } from '../../packages/license-server/src/journal/store-error.ts'
import { startPart } from '../../scripts/supervise.ts'
import { freePort } from './world.ts'

// A part that can't start says why by name and what to do next, ends with exit code 1, and leaves the folder as it was.

const root = path.join(import.meta.dirname, '../..')
const parts = {
  cloud: { port: 'UNDONGLE_CLOUD_PORT', product: 'undongle-cloud', hosts: ['127.0.0.1'] },
  'license-server': {
    port: 'UNDONGLE_LICENSE_SERVER_PORT',
    product: 'undongle-license-server',
    hosts: ['127.0.0.1', '::1'],
  },
} as const
type PartName = keyof typeof parts
const names = Object.keys(parts) as PartName[]
const programOf = (name: PartName) => path.join(root, 'packages', name, 'dist/main.js')

const undo: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step()
})

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-start-'))
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Takes a port on one address of this machine. */
function occupy(host: string): Promise<number> {
  const server = createServer((socket) => undo.push(() => void socket.destroy()))
  undo.push(() => new Promise((resolve) => server.close(() => resolve())))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port: 0 }, () => {
      const address = server.address()
      if (address !== null && typeof address === 'object') resolve(address.port)
    })
  })
}

type Settings = Readonly<Record<string, string>>
interface Ended {
  readonly code: number | string | null | undefined
  readonly stderr: string
}
/** The program and arguments in front of Node's, such as those that change the user. */
type Before = readonly [string, ...string[]] | readonly []

/** A start that never ends is a failure of its own: it is killed, and has no exit code. */
const patienceMs = 30_000

function startAndFail(name: PartName, dataDir: string, settings: Settings = {}, before: Before = []): Promise<Ended> {
  const env = { ...process.env, [parts[name].port]: '0', UNDONGLE_DATA_DIR: dataDir, ...settings }
  const [program = process.execPath, ...args] = [...before, process.execPath, programOf(name)]
  return new Promise((resolve) => {
    execFile(program, args, { env, timeout: patienceMs }, (error, _, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stderr })
    })
  })
}

function expectNamed({ code, stderr }: Ended, error: StartErrorCode): void {
  expect(stderr).toContain(`${error}: ${startErrors[error].say}`)
  expect(stderr).toContain(startErrors[error].next)
  expect(stderr).not.toMatch(/^\s+at /m) // told, not thrown at the reader
  expect(code).toBe(1)
}

/** Every file of a folder with what is in it. */
function contentsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    files
      .map((file) => {
        const place = path.join(file.parentPath, file.name)
        const content = file.isFile() ? createHash('sha256').update(readFileSync(place)).digest('hex') : 'not a file'
        return [path.relative(folder, place), content]
      })
      .toSorted(),
  )
}

describe.each(names)('%s', (name) => {
  test.each(parts[name].hosts)('a port taken on %s', async (host) => {
    const port = await occupy(host)
    expectNamed(await startAndFail(name, newFolder(), { [parts[name].port]: String(port) }), 'port-taken')
  })

  test('a data folder that is a file', async () => {
    const folder = newFolder()
    writeFileSync(path.join(folder, 'data'), 'a letter')
    expectNamed(await startAndFail(name, path.join(folder, 'data')), 'folder-not-writable')
    expect(readFileSync(path.join(folder, 'data'), 'utf8')).toBe('a letter')
  })

  test('a data folder of somebody else', async () => {
    const folder = newFolder()
    const dataDir = path.join(folder, 'data')
    mkdirSync(dataDir)
    chmodSync(dataDir, 0o555)
    chmodSync(folder, 0o755)
    expectNamed(await startAndFail(name, dataDir, {}, asOrdinaryUser()), 'folder-not-writable')
    expect(contentsOf(dataDir)).toEqual({})
  })

  test('a data folder of another version', async () => {
    const folder = newFolder()
    writeFileSync(path.join(folder, 'VERSION'), `${parts[name].product} 99\n`)
    const before = contentsOf(folder)
    expectNamed(await startAndFail(name, folder), 'folder-other-version')
    expect(contentsOf(folder)).toEqual(before)
  })

  test.each<[string, Settings]>([
    ['a port that is none', { UNDONGLE_LICENSE_SERVER_PORT: '80a', UNDONGLE_CLOUD_PORT: '80a' }],
    ['an address that is none', { UNDONGLE_CLOUD_URL: 'here', UNDONGLE_PUBLIC_URL: 'here' }],
  ])('a wrong setting: %s', async (_, settings) => {
    const dataDir = path.join(newFolder(), 'data')
    expectNamed(await startAndFail(name, dataDir, settings), 'settings-invalid')
    expect(() => readdirSync(dataDir)).toThrow('ENOENT')
  })
})

describe('a second instance on one folder', () => {
  test.each(names)('%s: refused by name, and the first one works on', async (name) => {
    const dataDir = newFolder()
    const env = { ...process.env, [parts[name].port]: '0', UNDONGLE_CLOUD_URL: 'http://127.0.0.1:9' }
    const first = startPart({ name, program: programOf(name), dataDir, env })
    undo.push(() => first.stop())
    const { cloud, licenseServer } = await first.ready
    expectNamed(await startAndFail(name, dataDir), 'folder-in-use')
    const address = cloud === undefined ? `${licenseServer}/v1/status` : `${cloud}/v1/keys`
    expect((await fetch(address)).status).toBe(200)
  })
})

describe('the cloud’s database', () => {
  test('an embedded database of another version', async () => {
    const folder = newFolder()
    mkdirSync(path.join(folder, 'postgres/pg'), { recursive: true })
    writeFileSync(path.join(folder, 'postgres/pg/PG_VERSION'), '14\n')
    chmodSync(folder, 0o755)
    expectNamed(await startAndFail('cloud', folder), 'folder-other-version')
    expect(readdirSync(path.join(folder, 'postgres/pg'))).toEqual(['PG_VERSION'])
    expect(readFileSync(path.join(folder, 'postgres/pg/PG_VERSION'), 'utf8')).toBe('14\n')
  })

  test('an own database that nobody answers for', async () => {
    const folder = newFolder()
    const settings = { UNDONGLE_DATABASE_URL: `postgres://undongle:a-secret@127.0.0.1:${await freePort()}/undongle` }
    const ended = await startAndFail('cloud', folder, settings)
    expectNamed(ended, 'database-unreachable')
    expect(ended.stderr).not.toContain('a-secret')
    expect(readdirSync(folder)).not.toContain('postgres')
  })
})

describe('the License Server’s journal', () => {
  test('a journal that is none is named, and kept', async () => {
    const folder = newFolder()
    writeFileSync(path.join(folder, 'journal.db'), 'not a database at all. '.repeat(500))
    const before = readFileSync(path.join(folder, 'journal.db'))
    const { code, stderr } = await startAndFail('license-server', folder)
    expect(stderr).toContain(`journal-damaged: ${storeErrors['journal-damaged'].say}`)
    expect(stderr).toContain(storeErrors['journal-damaged'].next)
    expect(code).toBe(1)
    expect(readFileSync(path.join(folder, 'journal.db')).equals(before)).toBe(true)
  })
})

/** Root may write anywhere, so that it becomes nobody for this. */
function asOrdinaryUser(): Before {
  const isRoot = process.getuid?.() === 0
  return isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : []
}
