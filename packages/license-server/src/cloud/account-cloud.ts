import { cloudApi } from '@undongle/core/api/cloud'
import { ApiError } from '@undongle/core/api/error'
import type { ApiErrorCode } from '@undongle/core/api/errors'
import { type HeldLicense, heldLicenseSchema } from '@undongle/core/api/license'
import type { Consumption } from '@undongle/core/api/meter'
import type { ReadinessAnswer } from '@undongle/core/api/readiness'
import type { CloudEvent } from '@undongle/core/api/transfer'
import { type Logo, logoSchema } from '@undongle/core/api/vendor'
import type { CertificateBundle } from '@undongle/core/document/certificate-bundle'
import type { DocumentKey } from '@undongle/core/document/jws'
import type { LicenseId, MeterEntryId, TransferId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import type { MeterEntry } from '@undongle/core/meter/entry'
import { momentSchema } from '@undongle/core/time'
import { z } from 'zod'
import { deleteSetting, readSetting, writeSetting } from '../journal/settings.ts'
import type { Store } from '../journal/store.ts'
import type { PermitCloud } from '../permit/cloud.ts'
import type { AskedReadiness } from '../readiness/read.ts'
import type { Session } from '../sign-in/session.ts'
import type { TransferCloud } from '../transfer/acts.ts'
import type { MendCloud } from '../transfer/mender.ts'
import type { PresentCloud } from '../transfer/presenter.ts'
import { askCloud } from './ask.ts'
import { type CloudConnection, callCloud } from './client.ts'
import { pinnedKeys, refreshKeys } from './keys.ts'

const knownLinesSchema = cloudApi['line.list'].answer
const knownLicensesSchema = z.object({ licenses: z.array(heldLicenseSchema), asOf: momentSchema })
/** The vendor and its product lines, as the cloud last told. */
export type KnownLines = z.infer<typeof knownLinesSchema>
/** The company's licenses, as the cloud last told. */
export type KnownLicenses = z.infer<typeof knownLicensesSchema>

/** The cloud as the signed-in License Server uses it. */
export interface AccountCloud extends TransferCloud, PermitCloud, MendCloud, PresentCloud {
  knownLines(): KnownLines | undefined
  knownLicenses(): KnownLicenses | undefined
  knownLogo(): Logo | undefined
  /** Asks for lines anew, and for the vendor's logo when the cloud names another one than is kept; needs no sign-in. @throws ApiError `cloud-unreachable` */
  refreshLines(): Promise<KnownLines>
  /** Asks for licenses anew. @throws ApiError `not-signed-in`, `cloud-unreachable` */
  refreshLicenses(): Promise<KnownLicenses>
  /** Keeps what a courier brought. */
  keepNews(news: { lines: unknown; licenses: unknown; asOf: Date }): void
  /** Forgets what belonged to the company, when it signs out. */
  forgetLicenses(): void
  /** The certificate as the cloud hands it out, with its place in the public log. */
  readCertificate(transfer: TransferId): Promise<CertificateBundle>
  /** What the cloud has on record of a transfer. */
  readTimeline(transfer: TransferId): Promise<CloudEvent[]>
  checkUsername(username: string): Promise<{ username: string; inCompany: boolean }>
  /** Whether this company can work with a line. */
  readReadiness(asked: AskedReadiness): Promise<ReadinessAnswer>
  /** Turns an activation code into a license of the company. */
  redeem(license: LicenseId, code: string): Promise<{ license: License; redeemedAt: string }>
  putLease(
    lease: `lse_${string}`,
    body: {
      product: string
      version: string
      previous: `lse_${string}` | null
      user: string | null
      waits?: boolean
    },
  ): Promise<{ lease: string; renewAfter: string }>
  releaseLease(lease: `lse_${string}`): Promise<void>
  /** Takes points of a product. */
  consume(entry: MeterEntryId, asked: Consumption): Promise<{ entry: MeterEntry }>
}

export function openAccountCloud(
  store: Store,
  connection: CloudConnection,
  session: Session,
  now: () => Date,
): AccountCloud {
  async function signed(): Promise<Authority> {
    const { courier } = connection
    if (courier?.isNeeded()) return { onlyCarried: true }
    try {
      return { accessToken: await session.accessToken() }
    } catch (error) {
      const isCutOff = error instanceof ApiError && error.code === 'cloud-unreachable'
      if (isCutOff && courier?.isOn()) return { onlyCarried: true }
      throw error
    }
  }

  async function keys(): Promise<readonly DocumentKey[]> {
    return (pinnedKeys(store) ?? (await refreshKeys(store, connection))).keys
  }

  async function allLicenses(): Promise<HeldLicense[]> {
    const licenses: HeldLicense[] = []
    let after: string | null = null
    do {
      const page: { licenses: HeldLicense[]; next: string | null } = await callCloud(connection, 'license.list', {
        ...(await signed()),
        query: { limit: '200', ...(after === null ? {} : { after }) },
      })
      licenses.push(...page.licenses)
      after = page.next
    } while (after !== null && licenses.length < licensesShown)
    return licenses
  }

  async function refreshLogo(named: string | null): Promise<void> {
    const known = readKnown(store, 'known-logo', logoSchema)
    if ((known?.hash ?? null) === named) return
    if (named === null) deleteSetting(store, 'known-logo')
    else keep(store, 'known-logo', await callCloud(connection, 'vendor-logo.read'))
  }

  return {
    keys,
    knownLines: () => readKnown(store, 'known-lines', knownLinesSchema),
    knownLicenses: () => readKnown(store, 'known-licenses', knownLicensesSchema),
    keepNews({ lines, licenses, asOf }) {
      const known = knownLinesSchema.safeParse(lines)
      const page = cloudApi['license.list'].answer.safeParse(licenses)
      if (known.success) keep(store, 'known-lines', known.data)
      if (page.success) keep(store, 'known-licenses', { licenses: page.data.licenses, asOf: asOf.toISOString() })
    },
    knownLogo: () => readKnown(store, 'known-logo', logoSchema),
    forgetLicenses: () => deleteSetting(store, 'known-licenses'),
    async refreshLines() {
      const lines = keep(store, 'known-lines', await callCloud(connection, 'line.list'))
      await askCloud(() => refreshLogo(lines.logo))
      return lines
    },
    refreshLicenses: async () =>
      keep(store, 'known-licenses', { licenses: await allLicenses(), asOf: now().toISOString() }),
    preview: async (line, evidence) =>
      callCloud(connection, 'transfer.preview', { ...(await signed()), body: { line, evidence } }),
    open: async (transfer, body) =>
      callCloud(connection, 'transfer.open', { ...(await signed()), parameters: { transfer }, body }),
    async commit(transfer, body) {
      const bring = (more: object) =>
        callCloud(connection, 'transfer.commit', { parameters: { transfer }, body, ...more })
      if ((body.leases ?? []).length === 0) return bring({})
      // Nobody has to be signed in to bring a receipt; only the leases then stay out. Whatever else went wrong may pass, and is waited for.
      return signed()
        .then(bring)
        .catch((error) => {
          if (refusesSignIn(error)) return bring({})
          throw error
        })
    },
    readTimeline: async (transfer) =>
      (await callCloud(connection, 'transfer.read', { ...(await signed()), parameters: { transfer } })).timeline,
    mend: async (evidence) => callCloud(connection, 'dongle.mend', { body: { evidence } }),
    present: async (certificates) =>
      callCloud(connection, 'certificate.present', { body: { certificates: [...certificates] } }),
    cancel: async (transfer, body) => callCloud(connection, 'cancel.put', { parameters: { transfer }, body }),
    move: async (transfer, body) =>
      callCloud(connection, 'transfer.move', { ...(await signed()), parameters: { transfer }, body }),
    async cancelDrain(transfer) {
      await callCloud(connection, 'transfer.cancel', { ...(await signed()), parameters: { transfer }, body: {} })
    },
    putPermit: async (dongle, body) =>
      callCloud(connection, 'permit.put', { ...(await signed()), parameters: { dongle }, body }),
    giveBack: async (dongle, body) =>
      callCloud(connection, 'permit.give-back', { ...(await signed()), parameters: { dongle }, body }),
    async listDrains() {
      const query = { limit: '200' }
      const { transfers } = await callCloud(connection, 'transfer.list', { ...(await signed()), query })
      return transfers.flatMap(({ id, state, dongle }) =>
        state === 'draining' ? [{ transfer: id, dongle: dongle.key }] : [],
      )
    },
    checkIn: async (body) => callCloud(connection, 'epoch.check-in', { ...(await signed()), body }),
    readCertificate: async (transfer) =>
      callCloud(connection, 'certificate.read', { ...(await signed()), parameters: { transfer } }),
    checkUsername: async (username) =>
      callCloud(connection, 'username.check', { ...(await signed()), parameters: { username } }),
    readReadiness: async ({ line, version, moment, product }) =>
      callCloud(connection, 'readiness.read', {
        ...(await signed()),
        query: { line, version, moment, ...(product === undefined ? {} : { product }) },
      }),
    redeem: async (license, code) =>
      callCloud(connection, 'activation.redeem', { ...(await signed()), parameters: { license }, body: { code } }),
    putLease: async (lease, body) =>
      callCloud(connection, 'lease.put', { ...(await signed()), parameters: { lease }, body }),
    consume: async (entry, body) =>
      callCloud(connection, 'meter.consume', { ...(await signed()), parameters: { entry }, body }),
    async releaseLease(lease) {
      await callCloud(connection, 'lease.release', { ...(await signed()), parameters: { lease } })
    },
  }
}

/** What makes a call this machine's: its access token, or its signature over the courier's file. */
type Authority = { readonly accessToken: string } | { readonly onlyCarried: true }

const licensesShown = 2000

const signInRefusals: readonly ApiErrorCode[] = ['not-signed-in', 'machine-revoked', 'machine-unknown', 'proof-refused']

/** The cloud does not take this machine for the one that was signed in, or nobody was. */
export const refusesSignIn = (error: unknown): error is ApiError =>
  error instanceof ApiError && signInRefusals.includes(error.code)

type KnownSetting = 'known-lines' | 'known-licenses' | 'known-logo'

function readKnown<Known>(store: Store, setting: KnownSetting, schema: z.ZodType<Known>): Known | undefined {
  const text = readSetting(store, setting)
  return text === undefined ? undefined : schema.safeParse(JSON.parse(text)).data
}

/** Written only when it differs: each write is an fsync. */
function keep<Known>(store: Store, setting: KnownSetting, known: Known): Known {
  const text = JSON.stringify(known)
  if (readSetting(store, setting) !== text) writeSetting(store, setting, text)
  return known
}

/** @throws ApiError `not-signed-in` */
export function requireAccount(session: Session) {
  const account = session.account()
  if (account === undefined) throw new ApiError('not-signed-in')
  return account
}
