import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { cloudApi } from '@undongle/core/api/cloud'
import { localApi } from '@undongle/core/api/local'
import { verifyCertificateBundle } from '@undongle/core/document/verify-bundle'
import { verifySignature } from '@undongle/core/node/crypto'
import { addDays } from '@undongle/core/time'
import { buildStale, systemTargets } from './build/build.ts'
import { asLocalUser, asOperator, call } from './call.ts'
import { type Base, makeBase } from './main-job/contracts.ts'
import { signIn, signOut, useLink } from './main-job/person.ts'
import { openPlace, type Place } from './main-job/place.ts'
import { makeSoftHsmToken, tokenPin } from './main-job/token.ts'
import { transfer, waitForDongle } from './main-job/transfer.ts'

// `npm run main-job`: what Undongle is for, on the real parts and a real PKCS#11 token, from a dongle's license to a cloud's.
// Every figure of the last line was observed in this run; whatever does not hold ends it with an error.

const root = path.dirname(import.meta.dirname)
const startedAt = Date.now()
const refusedAfterDays = 11
const tokenFolder = mkdtempSync(path.join(tmpdir(), 'undongle-token-'))
let place: Place | undefined
try {
  await buildStale(root, systemTargets)
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
  const anna = await useLink(at.cloud.address, linkOf(links, 'anna@lindenhof.example'))
  await signIn(at, anna, base.ours)
  const first = await transfer(at.licenseServer, {
    dongle,
    line: 'clinic',
    targetUser: 'anna@lindenhof.example',
    pin: tokenPin,
  })
  const bundle = await call(at.licenseServer.address, localApi['certificate.read'], {
    parameters: { transfer: first.id },
  })
  const { rootThumbprint } = await call(at.cloud.address, cloudApi['keys.read'])
  const checked = verifyCertificateBundle(bundle, { rootThumbprint }, verifySignature)

  const after = await app()
  await at.cloud.stop()
  const offline = await app()
  const late = await app('--now', addDays(new Date(), refusedAfterDays).toISOString())
  await at.cloud.start()

  const repeat = await transfer(at.licenseServer, {
    dongle,
    line: 'clinic',
    targetUser: 'anna@lindenhof.example',
    pin: tokenPin,
  })
  await signOut(at)
  await signIn(at, await useLink(at.cloud.address, linkOf(links, 'sam@harbor.example')), base.theirs)
  const other = await transfer(at.licenseServer, {
    dongle,
    line: 'clinic',
    targetUser: 'sam@harbor.example',
    pin: tokenPin,
  })

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
  const local = asLocalUser(at.licenseServer.dataDir)
  const operator = asOperator(at.cloud.dataDir)
  const { dongle, serial } = await waitForDongle(at.licenseServer)
  const base = makeBase(serial, new Date())
  const { setUpLinks } = await call(at.cloud.address, cloudApi['contract.import'], {
    headers: operator,
    body: base.file,
  })
  const { key } = await call(at.licenseServer.address, localApi['dongle.make-key'], {
    headers: local,
    body: { dongle: { driver: 'pkcs11', dongle, pin: tokenPin } },
  })
  const { list } = await call(at.cloud.address, cloudApi['license-list.sign'], {
    headers: operator,
    body: { key, serial, licenses: base.licenses },
  })
  await call(at.licenseServer.address, localApi['dongle.write-list'], {
    headers: local,
    body: { key, list, pin: tokenPin },
  })
  return { base, dongle, links: setUpLinks }
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
    at.licenseServer.address,
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
