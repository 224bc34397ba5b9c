import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { toProblem } from '@undongle/core/api/error'
import type { CompanyRole } from '@undongle/core/api/sign-in'
import type { OpenReply, PreviewReply } from '@undongle/core/api/transfer'
import type { ContractFile, ImportReply } from '@undongle/core/contract/contract-file'
import { type CompanyId, type LicenseId, makeId, type TransferId, type UserId } from '@undongle/core/id'
import { type PublicKey, thumbprint } from '@undongle/core/key'
import type { License } from '@undongle/core/license'
import { random } from '@undongle/core/node/crypto'
import { createApp } from '../app.ts'
import {
  type Answer,
  answerOf,
  approvalToken,
  browser,
  machine,
  publicUrl,
  setUpToken,
  signedIn,
  type TestClock,
  type TestCloud,
  timeOf,
} from '../auth/auth.fixture.ts'
import { createAuth } from '../auth/auth.ts'
import { peopleImporter } from '../auth/import-people.ts'
import { carriedMachines } from '../auth/license-server/carried.ts'
import { peopleIn } from '../auth/members.ts'
import { mountAuth } from '../auth/mount.ts'
import { putPerson } from '../auth/people.ts'
import { authenticate } from '../auth/principal.ts'
import { prepareAuthSchema } from '../auth/schema.ts'
import type { Deps } from '../deps.ts'
import { guardLedger } from '../ledger/guard.ts'
import { postgresLedger } from '../ledger/postgres.ts'
import { openLogFiles } from '../log/files.ts'
import { type CertificateLog, openLog } from '../log/log.ts'
import { postgresLogQueue } from '../log/queue.ts'
import { memoryRegister } from '../register/memory.ts'
import { openSigningKeys } from '../signing/signing-keys.ts'
import { makeVirtualDongle, type VirtualDongle } from './virtual-dongle.ts'

export interface WholeCloud extends TestCloud {
  readonly deps: Deps
  readonly dataDir: string
  /** Nobody runs it in the background here. */
  readonly certificateLog: CertificateLog
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** The whole cloud on one database, as main.ts puts it together, with a clock that can be moved. */
export async function startWholeCloud(database: TestCloud['database']): Promise<WholeCloud> {
  const clock: TestClock = { aheadMs: 0 }
  const now = () => timeOf(clock)
  const settings = { publicUrl, secret: 'x'.repeat(43), now, random, clientAddress: () => '203.0.113.7' }
  await prepareAuthSchema(database.connection, settings)
  const { db } = database
  const register = memoryRegister()
  const auth = createAuth({ ...settings, db, register })
  const dataDir = await mkdtemp(join(tmpdir(), 'undongle-cloud-'))
  const keys = await openSigningKeys(dataDir, publicUrl, now())
  const ledger = guardLedger(postgresLedger({ db, random }), { now, random, log: silent })
  const deps: Deps = { db, ledger, register, keys, people: peopleIn(db), now, random }
  const queue = postgresLogQueue(deps)
  const files = openLogFiles(join(dataDir, 'log'))
  const certificateLog = openLog({ register: register.certificates, queue, files, keys, random })
  const app = createApp({
    deps,
    certificateLog,
    log: silent,
    publicUrl,
    authenticate: (request) => authenticate(auth, request),
    importPeople: peopleImporter({ db, now, random, publicUrl }),
    carriedMachines: carriedMachines(auth),
    mountSignIn: (routes) => mountAuth(routes, auth),
    clientAddress: settings.clientAddress,
  })
  const stop = async () => {
    await database.drop()
    await rm(dataDir, { recursive: true })
  }
  return { auth, app, database, clock, deps, dataDir, certificateLog, stop }
}

/** An operator of the vendor, signed in. */
export async function operatorOf(cloud: WholeCloud, email = 'operator@vendor.example') {
  const user = await putPerson(cloud.auth, {
    email,
    name: 'Operator',
    vendorRole: 'vendor-operator',
  })
  const page = browser(cloud)
  await page.call('POST', '/v1/set-up', { token: await setUpToken(cloud, user), password: 'a long enough password' })
  return {
    page,
    async import(file: unknown): Promise<Answer & { body: ImportReply }> {
      return page.call('POST', '/v1/contracts/import', file)
    },
  }
}

/** A License Server of a company: what its courier calls. */
export interface Courier {
  readonly user: UserId
  readonly email: string
  readonly token: string
  call(method: string, path: string, body?: unknown): Promise<Answer>
  preview(dongle: VirtualDongle, line: string): Promise<Answer & { body: PreviewReply }>
  open(dongle: VirtualDongle, line: string, more?: Opening): Promise<Answer & { body: OpenReply }>
  commit(dongle: VirtualDongle, order: string, receipt: string): Promise<Answer>
}

export interface Opening {
  readonly transfer?: TransferId
  readonly nonce?: string
  readonly planHash?: string
  readonly targetUser?: string
}

export const newTransfer = (): TransferId => makeId('transfer', new Date(), random)

export async function courierOf(
  cloud: WholeCloud,
  company: CompanyId,
  role: CompanyRole = 'company-user',
): Promise<Courier> {
  const { user, email, page } = await signedIn(cloud, [[company, role]])
  const registered = await machine(cloud).register(await approvalToken(cloud, page, company))
  const token: string = registered.body.accessToken
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> =>
    answerOf(
      await cloud.app.request(`${publicUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    )
  const preview = (dongle: VirtualDongle, line: string) =>
    call('POST', '/v1/previews', { line, evidence: dongle.evidence() })
  return {
    user,
    email,
    token,
    call,
    preview,
    async open(dongle, line, more = {}) {
      const transfer = more.transfer ?? newTransfer()
      const asked =
        more.nonce === undefined || more.planHash === undefined ? (await preview(dongle, line)).body : undefined
      return call('PUT', `/v1/transfers/${transfer}`, {
        line,
        planHash: more.planHash ?? asked?.planHash,
        targetUser: more.targetUser ?? email,
        evidence: dongle.evidence(),
        attestation: dongle.attest(transfer, more.nonce ?? asked?.nonce ?? ''),
      })
    },
    commit: (dongle, order, receipt) => commit(cloud, dongle, order, receipt),
  }
}

/** COMMIT needs nobody signed in. */
export async function commit(
  cloud: WholeCloud,
  dongle: VirtualDongle,
  order: string,
  receipt: string,
): Promise<Answer> {
  const { key, serial, list } = dongle
  return answerOf(
    await cloud.app.request(`${publicUrl}/v1/transfers/${claimsOf<{ transfer: string }>(order).transfer}/receipt`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ order, receipt, key, serial, list }),
    }),
  )
}

export function claimsOf<Claims>(document: string): Claims {
  return JSON.parse(Buffer.from(document.split('.')[1] ?? '', 'base64url').toString())
}

/** A dongle whose list this cloud's vendor signed. */
export function dongleOf(cloud: WholeCloud, serial: string, licenses: readonly License[]): Promise<VirtualDongle> {
  return makeVirtualDongle(serial, licenses, (list) => signList(cloud, list))
}

export function signList(
  { deps }: WholeCloud,
  { key, serial, licenses }: { key: PublicKey; serial: string; licenses: readonly License[] },
): string {
  const claims = { iss: 'Vendor', iat: 1_800_000_000, dongle: thumbprint(key), serial, licenses: [...licenses] }
  return deps.keys.sign('license-list', deps.keys.kidOf('license-list'), claims)
}

export const newCompany = (): CompanyId => makeId('company', new Date(), random)
export const newLicense = (): LicenseId => makeId('license', new Date(), random)

/** A license of a product of `catalog`, as dongle and contract name it. */
export function licenseOf(product: keyof typeof names, changes: Partial<License> = {}): License {
  return {
    id: newLicense(),
    line: product.split('-')[0] ?? '',
    product,
    name: names[product],
    generation: '3.0',
    quantity: 1,
    term: { kind: 'perpetual' },
    ...changes,
  }
}

const names = {
  'clinic-scan': 'Clinic Scan',
  'clinic-design': 'Clinic Design',
  'lab-design': 'Lab Design',
  'ortho-plan': 'Ortho Plan',
  'render-node': 'Render Node',
} as const

/** Lines and products of the vendor in these tests; `clinic-scan` is the clinic's key license. */
export const catalog: Pick<ContractFile, 'vendor' | 'products'> & { lines: object[] } = {
  vendor: 'Vendor',
  lines: [
    { id: 'clinic', name: 'Clinic', policy: 'clinic' },
    { id: 'lab', name: 'Lab', policy: 'lab' },
    { id: 'ortho', name: 'Ortho', policy: 'clinic', waveOpensAt: null },
    { id: 'render', name: 'Render', policy: 'render' },
  ],
  products: Object.entries(names).map(([id, name]) => ({
    id,
    line: id.split('-')[0] ?? '',
    name,
    key: id === 'clinic-scan',
    metered: false,
    onlineOnly: false,
    binding: null,
  })),
}

/** A contract file of one company, with what most tests do not care about filled in. */
export function contractFile(
  company: CompanyId,
  licenses: readonly { license: License; dongle: string | null }[],
  changes: object = {},
): object {
  return {
    ...catalog,
    companies: [{ id: company, name: `Company ${company.slice(-4)}`, people: [] }],
    contracts: [
      {
        number: 'C-1',
        company,
        kind: 'commercial',
        licenses: licenses.map(({ license: { line: _line, name: _name, ...license }, dongle }) => ({
          ...license,
          dongle,
        })),
        ...changes,
      },
    ],
    dongles: [],
  }
}

export const problemCode = (answer: Answer): unknown => (answer.body as ReturnType<typeof toProblem>).code
