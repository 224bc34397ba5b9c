import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { cloudApi } from '@undongle/core/api/cloud'
import { type LocalTransfer, localApi } from '@undongle/core/api/local'
import { verifyCertificateBundle } from '@undongle/core/document/certificate-bundle'
import { makeId } from '@undongle/core/id'
import { verifySignature } from '@undongle/core/node/crypto'
import { addDays } from '@undongle/core/time'
import { buildStale } from './build/build.ts'
import { asLocalUser, asOperator, call } from './call.ts'
import { type Base, makeBase } from './main-job/contracts.ts'
import { signIn, signOut, useLink } from './main-job/person.ts'
import { openPlace, type Place } from './main-job/place.ts'
import { makeSoftHsmToken, tokenPin } from './main-job/token.ts'

// `npm run main-job`: what Undongle is for, on the real parts and a real PKCS#11 token, from a dongle's license to a cloud's.
// Every figure of the last line was observed in this run; whatever does not hold ends it with an error.

const root = path.dirname(import.meta.dirname)
const startedAt = Date.now()
const refusedAfterDays = 11
const tokenFolder = mkdtempSync(path.join(tmpdir(), 'undongle-token-'))
let place: Place | undefined
try {
  await buildStale(root)
  const env = makeSoftHsmToken(tokenFolder, 'UNDONGLE-A')
  place = await openPlace(root, env)
  console.log(JSON.stringify(await mainJob(place)))
} finally {
  await place?.close()
  rmSync(tokenFolder, { recursive: true, force: true })
}

async function mainJob(at: Place) {
  const { base, dongle, links } = await sellDongle(at)
  const app = (...more: string[]) => runApp(at, ...more)

  const before = await app('--release')
  const anna = await useLink(at.cloud, linkOf(links, 'anna@lindenhof.example'))
  await signIn(at, anna, base.ours)
  const first = await transfer(at, dongle, 'anna@lindenhof.example', tokenPin)
  const bundle = await call(at.licenseServer, localApi['certificate.read'], { parameters: { transfer: first.id } })
  const { rootThumbprint } = await call(at.cloud, cloudApi['keys.read'])
  const checked = verifyCertificateBundle(bundle, { rootThumbprint }, verifySignature)

  const after = await app()
  await at.stopCloud()
  const offline = await app()
  const late = await app('--now', addDays(new Date(), refusedAfterDays).toISOString())
  await at.startCloud()

  const repeat = await transfer(at, dongle, 'anna@lindenhof.example', tokenPin)
  await signOut(at)
  await signIn(at, await useLink(at.cloud, linkOf(links, 'sam@harbor.example')), base.theirs)
  const other = await transfer(at, dongle, 'sam@harbor.example', tokenPin)

  expect('the repeat answers with the same certificate, byte for byte', repeat.document === first.document)
  expect('after 11 days the lease has ended', late.refused === 'lease-expired')
  return {
    result: first.result,
    moved: checked.certificate?.moved.length,
    kept: checked.certificate?.kept.length,
    certificateVerified: checked.verified && checked.rootTrusted,
    appBefore: before.source,
    appAfter: after.source,
    offline: offline.offline,
    refusedAfterDays: late.refused === 'lease-expired' ? refusedAfterDays : null,
    repeat: repeat.result,
    other: other.result,
    ms: Date.now() - startedAt,
  }
}

/** The vendor's part: contracts in the cloud, and a token made as it leaves the vendor. */
async function sellDongle(
  at: Place,
): Promise<{ base: Base; dongle: string; links: { email: string; link: string }[] }> {
  const local = asLocalUser(at.licenseServerDataDir)
  const operator = asOperator(at.cloudDataDir)
  const { dongle, serial } = await waitForToken(at)
  const base = makeBase(serial, new Date())
  const { setUpLinks } = await call(at.cloud, cloudApi['contract.import'], { headers: operator, body: base.file })
  const { key } = await call(at.licenseServer, localApi['dongle.make-key'], {
    headers: local,
    body: { dongle: { driver: 'pkcs11', dongle, pin: tokenPin } },
  })
  const { list } = await call(at.cloud, cloudApi['license-list.sign'], {
    headers: operator,
    body: { key, serial, licenses: base.licenses },
  })
  await call(at.licenseServer, localApi['dongle.write-list'], { headers: local, body: { key, list, pin: tokenPin } })
  return { base, dongle, links: setUpLinks }
}

async function waitForToken(at: Place): Promise<{ dongle: string; serial: string }> {
  for (let polls = 0; polls < 100; polls++) {
    const { dongles } = await call(at.licenseServer, localApi['dongle.list'])
    const [token] = dongles
    if (token !== undefined) return token
    await sleep(100)
  }
  throw new Error('the License Server does not see the token')
}

/** Preview, confirm, and wait for the end. */
async function transfer(at: Place, dongle: string, targetUser: string, pin: string): Promise<LocalTransfer> {
  const headers = asLocalUser(at.licenseServerDataDir)
  const { preview, problem } = await call(at.licenseServer, localApi['eligibility.check'], {
    headers,
    body: { dongle, line: 'clinic', targetUser },
  })
  if (preview === null) throw new Error(`no preview: ${problem?.code} ${problem?.title}`)
  const id = makeId('transfer', new Date(), (sizeBytes) => randomBytes(sizeBytes))
  const body = { dongle, line: 'clinic', planHash: preview.planHash, targetUser, pin, confirmLastTry: false }
  await call(at.licenseServer, localApi['transfer.put'], { headers, parameters: { transfer: id }, body })
  for (let polls = 0; polls < 300; polls++) {
    const now = await call(at.licenseServer, localApi['transfer.read'], { parameters: { transfer: id } })
    if (now.state === 'finished') return now
    if (now.waitingFor === 'support') throw new Error(`the transfer waits for support: ${now.problem?.code}`)
    await sleep(50)
  }
  throw new Error('the transfer did not end')
}

interface AppLine {
  readonly source?: string
  readonly offline?: boolean
  readonly refused?: string
}

/** The example application, as its user starts it. */
async function runApp(at: Place, ...more: string[]): Promise<AppLine> {
  const args = [
    '--import',
    'tsx',
    path.join(root, 'examples/app/app.ts'),
    '--product',
    'clinic-scan',
    '--server',
    at.licenseServer,
    '--data',
    path.join(at.folder, 'seat'),
    ...more,
  ]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root }).catch(
    (error: { stdout: string; stderr: string }) => {
      if (error.stdout === '') throw new Error(error.stderr)
      return error
    },
  )
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

function linkOf(links: readonly { email: string; link: string }[], email: string): string {
  const found = links.find((entry) => entry.email === email)
  if (found === undefined) throw new Error(`no set-up link for ${email}`)
  return found.link
}

function expect(what: string, holds: boolean): void {
  if (!holds) throw new Error(`does not hold: ${what}`)
}
