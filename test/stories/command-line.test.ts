import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { approveDeviceRequestSchema, deviceGrantPaths } from '@undongle/core/api/device-grant'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildStale } from '../../scripts/build/build.ts'
import { type Base, makeBase } from '../../scripts/main-job/contracts.ts'
import { useLink } from '../../scripts/main-job/person.ts'
import { openPlace, type Place } from '../../scripts/main-job/place.ts'
import { makeSoftHsmToken, tokenPin } from '../../scripts/main-job/token.ts'
import { needs } from '../needs.ts'

// Every step of the wizard by command, as over ssh: the built command line against the real cloud, License Server and token.

const root = path.resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(path.join(tmpdir(), 'undongle-story-'))
const tools = needs('softhsm2')
let place: Place
let base: Base

beforeAll(async () => {
  if (tools.skip) return
  await buildStale(root)
  place = await openPlace(root, makeSoftHsmToken(path.join(folder, 'tokens'), 'UNDONGLE-CLI'))
}, 180_000)
afterAll(async () => {
  await place?.close()
  rmSync(folder, { recursive: true, force: true })
})

test('[Q90] [Q93] a dongle is made, moved and proven by commands alone', { ...tools, timeout: 120_000 }, async () => {
  const { serial } = await tokenSeen()
  base = makeBase(serial, new Date())
  const imported = await undongle(['contract', 'import', write('contracts.json', base.file)], { cloud: true })
  expect(imported).toMatchObject({ exit: 0, json: { unchanged: expect.any(Number) } })
  const links: { email: string; link: string }[] = imported.json.setUpLinks
  const pin = ['--pin-file', write('pin', tokenPin)]

  const made = await undongle(
    ['dongle', 'make', '--token', serial, '--licenses', write('licenses.json', base.licenses), ...pin],
    { operator: true },
  )
  expect(made).toMatchObject({ exit: 0, json: { serial, generation: 1 } })
  expect(await undongle(['dongle', 'show', serial])).toMatchObject({
    exit: 0,
    json: { state: 'ready', generation: 1 },
  })

  expect(await undongle(['transfer', 'start', '--line', 'clinic', '--yes', ...pin])).toMatchObject({ exit: 5 })
  await signIn(links.find(({ email }) => email === 'anna@lindenhof.example')?.link ?? '')
  expect(await undongle(['transfer', 'preview', '--line', 'clinic'])).toMatchObject({
    exit: 0,
    json: { eligible: true },
  })

  const moved = await undongle(['transfer', 'start', '--line', 'clinic', '--yes', ...pin])
  expect(moved).toMatchObject({ exit: 0, json: { state: 'finished', result: 'partly-moved' } })
  expect(await undongle(['transfer', 'status'])).toMatchObject({ exit: 0, json: { id: moved.json.id } })
  const { json: list } = await undongle(['license', 'list'])
  expect(new Set(list.licenses.map((held: { place: string }) => held.place))).toEqual(new Set(['cloud', 'dongle']))

  const bundle = path.join(folder, 'bundle.json')
  expect(await undongle(['certificate', 'get', moved.json.id, '--out', bundle])).toMatchObject({ exit: 0 })
  const verified = await undongle(['certificate', 'verify', bundle, '--cloud', place.cloud.address])
  expect(verified).toMatchObject({ exit: 0, json: { verified: true, rootTrusted: true } })
  const changed = {
    ...JSON.parse(readFileSync(bundle, 'utf8')),
    dongleKey: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) },
  }
  expect(await undongle(['certificate', 'verify', write('changed.json', changed)])).toMatchObject({ exit: 6 })

  const again = await undongle(['transfer', 'start', '--line', 'clinic', '--yes', ...pin])
  expect(again).toMatchObject({ exit: 0, json: { result: 'already-moved', document: moved.json.document } })

  const licenses = write('spare.json', base.licenses.slice(3))
  const spare = await undongle(['dongle', 'make', '--file', 'spare', '--licenses', licenses], { operator: true })
  expect(spare).toMatchObject({ exit: 0, json: { generation: 1 } })
  expect(await undongle(['dongle', 'plug', 'spare'])).toMatchObject({ exit: 0, json: { plugged: true } })
})

interface Ran {
  readonly exit: number
  // biome-ignore lint/suspicious/noExplicitAny: what a command answers is what this test is about
  readonly json: any
}

/** Runs the built program, with `--json`. `cloud`: at the cloud's own machine; `operator`: with its token, at the dongle. */
function undongle(args: readonly string[], as: { cloud?: boolean; operator?: boolean } = {}): Promise<Ran> {
  const { cloud, licenseServer } = place
  const env = {
    ...process.env,
    UNDONGLE_CLOUD_URL: cloud.address,
    UNDONGLE_DATA_DIR: as.cloud ? cloud.dataDir : licenseServer.dataDir,
    UNDONGLE_OPERATOR_TOKEN: as.operator ? readFileSync(path.join(cloud.dataDir, 'operator-token'), 'utf8').trim() : '',
  }
  const program = path.join(root, 'packages/cli/dist/main.js')
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args, '--json'], { env, cwd: folder }, (error, stdout, stderr) => {
      resolve({ exit: Number(error?.code ?? 0), json: JSON.parse(stdout === '' ? stderr : stdout) })
    })
  })
}

/** The License Server finds a token by looking now and then. */
async function tokenSeen(): Promise<{ serial: string }> {
  await undongle(['dongle', 'enable'])
  const seen = async () => (await undongle(['dongle', 'list'])).json.dongles
  await expect.poll(seen, { timeout: 20_000 }).toHaveLength(1)
  return (await seen())[0]
}

/** One command shows the code, a person approves it at the cloud, another command sees it. */
async function signIn(link: string): Promise<void> {
  const { exit, json } = await undongle(['sign-in', '--no-wait'])
  expect(exit).toBe(7)
  const headers = { 'content-type': 'application/json', ...(await useLink(place.cloud.address, link)) }
  const approve = place.cloud.address + deviceGrantPaths.approve.replace('{userCode}', json.userCode)
  const body = JSON.stringify(approveDeviceRequestSchema.parse({ company: base.ours }))
  expect((await fetch(approve, { method: 'POST', headers, body })).ok).toBe(true)
  await expect.poll(async () => (await undongle(['status'])).json.signIn.state, { timeout: 20_000 }).toBe('signed-in')
}

function write(name: string, value: unknown): string {
  const file = path.join(folder, name)
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value))
  return file
}
