import type { LocalAnswer } from '@undongle/core/api/local'
import type { LeaseId } from '@undongle/core/id'
import { thumbprint } from '@undongle/core/key'
import { type ClockReading, contactClock } from '@undongle/core/lease/clock'
import { compareVersions } from '@undongle/core/license'
import { fromSeconds, minuteMs } from '@undongle/core/time'
import { type CheckedLease, checkLease } from './check-lease.ts'
import { type Contact, type LicenseServerAddress, putLease, readKeys } from './contact.ts'
import { decideRight } from './decide-right.ts'
import type { Right } from './license.ts'
import { LicenseError } from './license-error.ts'
import type { Stored } from './stored.ts'
import { believedKeys, type GivenRoot, learnKeys } from './trust.ts'
import type { Verify } from './verify.ts'

export interface TakeLeaseDeps extends LicenseServerAddress {
  readonly product: string
  readonly version: string
  readonly user: string | undefined
  readonly waits: boolean
  readonly trust: GivenRoot | undefined
  readonly verify: Verify
  readonly readClock: () => ClockReading
  readonly makeLeaseId: () => LeaseId
}

/** A right to run, and what to keep of it. */
export interface Taken {
  readonly right: Right
  readonly stored: Stored
  /** When to ask again; null after running on what is stored, which is tried again soon. */
  readonly renewAfter: Date | null
  /** The License Server wants to be left alone as long. */
  readonly retryAfterMs: number
}

/** Nobody answers there, or one that is in trouble itself. */
export type Unreached = Extract<Contact<never>, { reached: 'nobody' }>

/**
 * One step for checkout and renewal.
 *
 * @throws LicenseError a refusal of the License Server, or a lease that is not believed
 */
export async function askLease(
  deps: TakeLeaseDeps,
  stored: Stored,
  id: LeaseId,
): Promise<{ reached: 'answer'; taken: Taken } | Unreached> {
  const keys = await readKeys(deps)
  if (keys.reached === 'refusal') throw keys.error
  if (keys.reached === 'nobody') return keys
  const seat = await putLease(deps, id, askedOf(deps))
  if (seat.reached === 'refusal') throw seat.error
  if (seat.reached === 'nobody') return seat
  return { reached: 'answer', taken: await takeAnswer(deps, stored, id, keys.answer, seat.answer) }
}

/** What an older License Server would not know is not said without need. */
const askedOf = ({ product, version, user, waits }: TakeLeaseDeps) => ({
  product,
  version,
  ...(user === undefined ? {} : { user }),
  ...(waits ? { waits: true as const } : {}),
})

async function takeAnswer(
  deps: TakeLeaseDeps,
  stored: Stored,
  id: LeaseId,
  keys: LocalAnswer<'keys.read'>,
  seat: LocalAnswer<'lease.put'>,
): Promise<Taken> {
  const learned = await learnKeys(stored.trust, deps.trust, keys, deps.verify)
  if (!learned.ok) throw new LicenseError('document-refused', { detail: `keys: ${learned.fault}` })
  const { product, verify } = deps
  const believed = await believedKeys(learned.trust, deps.trust, verify)
  const machine = thumbprint(keys.licenseServer.key)
  const checked = believe(
    await checkLease(seat.lease, { keys: believed, machine, product, highest: stored.highest }, verify),
  )
  const { claims } = checked
  // A cloud seat names the key of its machine: after a new installation the cloud's word outweighs the pin.
  const trust = claims.source === 'cloud' ? { ...learned.trust, licenseServer: keys.licenseServer.key } : learned.trust
  const reading = deps.readClock()
  const clock = contactClock(stored.clock ?? undefined, reading, fromSeconds(claims.iat).getTime())
  const contact = seat.offline ? 'license-server' : 'cloud'
  const decided = decideRight(checked, { contact, clock, reading })
  if (!decided.ok) throw decided.error
  const highest = { jti: claims.jti, seq: claims.seq, statusVersion: claims.statusVersion }
  return {
    right: decided.right,
    renewAfter: new Date(Date.parse(seat.renewAfter)),
    retryAfterMs: 0,
    stored: {
      ...stored,
      trust,
      seat: { id, lease: seat.lease, version: deps.version },
      highest: { ...stored.highest, [claims.source]: highest },
      clock: decided.clock,
    },
  }
}

/**
 * Where nobody answers. The stored lease is checked as if it had just come: the store is a file that others may write.
 *
 * @throws LicenseError the end of the stored lease, or that there is none
 */
export async function takeStored(
  deps: TakeLeaseDeps,
  stored: Stored,
  { detail, retryAfterMs }: Unreached,
): Promise<Taken> {
  const { seat, trust, highest, clock } = stored
  if (seat?.lease == null) throw new LicenseError('license-server-unreachable', { detail })
  const keys = await believedKeys(trust, deps.trust, deps.verify)
  const machine = trust.licenseServer === null ? undefined : thumbprint(trust.licenseServer)
  const checked = believe(await checkLease(seat.lease, { keys, machine, product: deps.product, highest }, deps.verify))
  // Only the License Server knows the cut-over version: a newer version of the application has to ask it once [Q04].
  if (checked.claims.source === 'dongle' && compareVersions(deps.version, seat.version) > 0)
    throw new LicenseError('license-server-unreachable', { detail: 'a dongle seat of an older version' })
  const decided = decideRight(checked, { contact: 'none', clock: clock ?? undefined, reading: deps.readClock() })
  if (!decided.ok) throw decided.error
  return { right: decided.right, renewAfter: null, retryAfterMs, stored: { ...stored, clock: decided.clock } }
}

function believe(checked: CheckedLease): CheckedLease & { ok: true } {
  if (checked.ok) return checked
  const code = checked.fault === 'rolled-back' ? 'lease-rolled-back' : 'document-refused'
  throw new LicenseError(code, { detail: `lease: ${checked.fault}` })
}

/** How long to wait for the next renewal: when the License Server said, but neither at once nor much later than hourly. */
export function renewDelayMs(renewAfter: Date, now: Date, random: number): number {
  const wait = Math.min(Math.max(renewAfter.getTime() - now.getTime(), minuteMs), 60 * minuteMs)
  return Math.round(wait * (0.9 + 0.1 * random))
}
