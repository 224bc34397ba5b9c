import type { CompanyId, LicenseId, LicenseServerId, TransferId } from '../id.ts'
import { recordMarginMs } from './limits.ts'

// A readable dongle can't be told to stop. What can be counted are the permits by which our own License Servers use it: the cloud
// records each before it sends it, and credits the licenses only when no other permit for them is out (PROTOCOL, class B).

/** Where the licenses of one transfer of a readable dongle stand. */
export type DrainState =
  /** On the dongle: whoever of its company asks gets a permit. */
  | { readonly state: 'free' }
  /** On their way: no new permits; the asking machine's own is renewed while another is on record. */
  | DrainingState
  /** In the cloud, and until then on the dongle as well. */
  | { readonly state: 'grace'; readonly until: Date }
  | { readonly state: 'moved' }

export interface DrainingState {
  readonly state: 'draining'
  readonly transfer: TransferId
  readonly company: CompanyId
  /** Whose transfer opened it; null where a certificate did, after a restore. */
  readonly machine: LicenseServerId | null
  readonly licenses: readonly LicenseId[]
  readonly openedAt: Date
  /** A weak proof of possession waits until then. */
  readonly notBefore: Date | null
  /** False where the cloud once certified it: what was certified can't be taken back. */
  readonly cancelable: boolean
}

/** One permit the cloud has given out and not had back. */
export interface RecordedPermit {
  readonly machine: LicenseServerId
  readonly number: number
  readonly expiresAt: Date
  readonly licenses: readonly LicenseId[]
}

/** Those that may still be in use: a record outlives the holder's copy by the margin. */
export function livePermits(
  records: readonly RecordedPermit[],
  licenses: readonly LicenseId[],
  now: Date,
): RecordedPermit[] {
  const asked = new Set(licenses)
  return records.filter((record) => deadAt(record) > now && record.licenses.some((license) => asked.has(license)))
}

/** When the cloud stops counting with a permit that is never given back. */
export const deadAt = ({ expiresAt }: Pick<RecordedPermit, 'expiresAt'>): Date =>
  new Date(expiresAt.getTime() + recordMarginMs)
