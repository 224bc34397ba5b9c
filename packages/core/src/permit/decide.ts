import type { CompanyId, LicenseId, LicenseServerId, TransferId } from '../id.ts'
import { addDays } from '../time.ts'
import type { TransferDecision } from '../transfer/decide.ts'
import { type DrainingState, type DrainState, deadAt, livePermits, type RecordedPermit } from './drain.ts'
import { permitMs, recordMarginMs } from './limits.ts'
import type { Possession } from './possession.ts'

// The decisions of class B and grace. No clock, no database: the cloud reads, asks here, writes, and only then answers.

export interface PermitQuestion {
  readonly company: CompanyId
  readonly machine: LicenseServerId
  /** The highest number this machine holds or has given back. */
  readonly have: number
  /** The highest number it was ever given for this dongle. */
  readonly newest: number
  /** Whose the dongle is: pinned, or assigned by the contract. */
  readonly owner: CompanyId | null
  /** Every license of this company that is on the dongle, or came from it. */
  readonly licenses: readonly { readonly license: LicenseId; readonly drain: DrainState }[]
  readonly records: readonly RecordedPermit[]
  /** While a provisional lease serves in the dongle's stead. */
  readonly leasedUntil: Date | null
  readonly epochRunning: boolean
  readonly now: Date
}

export type PermitDecision =
  | {
      readonly outcome: 'grant'
      readonly number: number
      readonly licenses: readonly LicenseId[]
      readonly expiresAt: Date
    }
  /** The answer was lost: the same permit again. */
  | { readonly outcome: 'repeat'; readonly number: number }
  | { readonly outcome: 'refused'; readonly code: PermitRefusal }
type PermitRefusal =
  | 'dongle-of-other-company'
  | 'epoch-running'
  | 'permit-provisional'
  | 'permit-draining'
  | 'permit-moved'
  | 'product-unknown'

/** Decides what a machine may serve from a dongle, and until when. */
export function decidePermit(question: PermitQuestion): PermitDecision {
  const { company, machine, have, newest, owner, records, leasedUntil, epochRunning, now } = question
  const refused = (code: PermitRefusal): PermitDecision => ({ outcome: 'refused', code })
  if (owner !== null && owner !== company) return refused('dongle-of-other-company')
  const ends = new Map<LicenseId, Date>()
  for (const { license, drain } of question.licenses) {
    const end = permittedUntil(drain, question)
    if (end !== undefined && end > now) ends.set(license, end)
  }
  const held = records.find(
    (record) => record.machine === machine && record.number === newest && record.expiresAt > now,
  )
  if (held !== undefined && takesFrom(held, question, ends)) {
    if (epochRunning) return refused('epoch-running')
    return have < newest ? { outcome: 'repeat', number: newest } : refused('permit-draining')
  }
  if (ends.size === 0) {
    if (question.licenses.length === 0) return refused('product-unknown')
    if (epochRunning) return refused('epoch-running')
    const isDraining = question.licenses.some(({ drain }) => drain.state === 'draining')
    return refused(isDraining ? 'permit-draining' : 'permit-moved')
  }
  if (leasedUntil !== null && leasedUntil > now) return refused('permit-provisional')
  const licenses = [...ends.keys()]
  if (have < newest && held !== undefined && sameLicenses(held.licenses, licenses))
    return { outcome: 'repeat', number: newest }
  const expiresAt = new Date(Math.min(...[...ends.values()].map((end) => end.getTime())))
  return { outcome: 'grant', number: Math.max(newest, have) + 1, licenses, expiresAt }
}

/** @returns undefined where the license may not be served from the dongle */
function permittedUntil(drain: DrainState, { machine, records, epochRunning, now }: PermitQuestion): Date | undefined {
  const longest = new Date(now.getTime() + permitMs)
  switch (drain.state) {
    case 'free':
      return epochRunning ? undefined : longest
    case 'draining':
      // Only who asked goes on, and only while somebody else has to be waited for: else the drain would never end.
      return !epochRunning && drain.machine === machine && isOutElsewhere(drain, machine, records, now)
        ? longest
        : undefined
    case 'grace':
      return new Date(Math.min(longest.getTime(), drain.until.getTime() - recordMarginMs))
    case 'moved':
      return undefined
  }
}

/**
 * A permit of fewer licenses would take from its machine what it may still serve, before the cloud has it [Q91]: whether it opened the
 * drain and its last hop comes next, joined it, or only holds a permit. It keeps that one to its end, or until it is given back.
 */
const takesFrom = (held: RecordedPermit, { licenses }: PermitQuestion, ends: ReadonlyMap<LicenseId, Date>): boolean =>
  licenses.some(
    ({ license, drain }) =>
      (drain.state === 'free' || drain.state === 'draining') && held.licenses.includes(license) && !ends.has(license),
  )

const isOutElsewhere = (
  { licenses }: DrainingState,
  machine: LicenseServerId,
  records: readonly RecordedPermit[],
  now: Date,
): boolean => livePermits(records, licenses, now).some((record) => record.machine !== machine)

const sameLicenses = (a: readonly LicenseId[], b: readonly LicenseId[]): boolean =>
  a.toSorted().join() === b.toSorted().join()

export interface MoveQuestion {
  readonly company: CompanyId
  /** The dongle's open drain, whichever company's. */
  readonly drain: DrainingState | undefined
  /** What the contract says to this plan. */
  readonly contract: TransferDecision
  readonly possession: Possession
  readonly graceDays: number
  /** The end of the one grace this dongle and line ever had. */
  readonly graceUsed: Date | undefined
  readonly records: readonly RecordedPermit[]
  readonly epochRunning: boolean
  readonly now: Date
}

export type MoveDecision =
  | { readonly outcome: 'refused'; readonly code: 'busy' | 'epoch-running' | 'possession-unproven' }
  /** The company's own open transfer of this dongle goes on for whoever asks. */
  | { readonly outcome: 'join'; readonly transfer: TransferId }
  /** Nothing moves: what the contract says is the answer. */
  | { readonly outcome: 'answer'; readonly contract: Exclude<TransferDecision, { move: unknown }> }
  /** Credited at once; both sides may be used until then. */
  | { readonly outcome: 'grace'; readonly until: Date }
  | { readonly outcome: 'drain'; readonly notBefore: Date | null }

/** Decides whether a MOVE joins, answers, credits under a grace or begins to drain. */
export function decideMove(question: MoveQuestion): MoveDecision {
  const { company, drain, contract, possession, graceDays, graceUsed, records, epochRunning, now } = question
  if (drain !== undefined) {
    return drain.company === company
      ? { outcome: 'join', transfer: drain.transfer }
      : { outcome: 'refused', code: 'busy' }
  }
  if (!('move' in contract)) return { outcome: 'answer', contract }
  const notBefore = possession.proof === 'waited' && possession.notBefore > now ? possession.notBefore : null
  if (graceDays === 0 || (graceUsed !== undefined && graceUsed <= now)) return { outcome: 'drain', notBefore }
  // Nobody knows what was given out before a restore, so no end of a grace could be promised.
  if (epochRunning) return { outcome: 'refused', code: 'epoch-running' }
  if (notBefore !== null) return { outcome: 'refused', code: 'possession-unproven' }
  const latest = livePermits(records, contract.move, now).map(({ expiresAt }) => expiresAt.getTime())
  if (graceUsed === undefined)
    return { outcome: 'grace', until: new Date(Math.max(addDays(now, graceDays).getTime(), ...latest)) }
  // A later wave in the same grace: it is never restarted, so what outlasts it has to be waited for.
  return latest.some((expiresAt) => expiresAt > graceUsed.getTime())
    ? { outcome: 'drain', notBefore }
    : { outcome: 'grace', until: graceUsed }
}

export type DrainEnd =
  /** DRAIN → MOVED, now. */
  | { readonly outcome: 'finish' }
  /** LAST: only the asking machine's own permit is out; it deletes everything up to this number and gives it back. */
  | { readonly outcome: 'last'; readonly number: number }
  | { readonly outcome: 'wait'; readonly holders: readonly { machine: LicenseServerId; until: Date }[] }

/**
 * Decides how far a drain has come.
 *
 * @param newest the highest number the asking machine was ever given for this dongle
 */
export function decideDrainEnd(
  drain: DrainingState,
  { records, newest, epochRunning, now }: Pick<PermitQuestion, 'records' | 'newest' | 'epochRunning' | 'now'>,
): DrainEnd {
  const live = livePermits(records, drain.licenses, now)
  const others = holdersOf(live.filter(({ machine }) => machine !== drain.machine))
  if (epochRunning || others.length > 0) return { outcome: 'wait', holders: others }
  if (live.length > 0) return { outcome: 'last', number: newest }
  return drain.notBefore !== null && drain.notBefore > now ? { outcome: 'wait', holders: [] } : { outcome: 'finish' }
}

/** One line per machine, until the last of its permits is dead. */
function holdersOf(records: readonly RecordedPermit[]): { machine: LicenseServerId; until: Date }[] {
  const latest = new Map<LicenseServerId, Date>()
  for (const record of records) {
    const until = deadAt(record)
    if (until > (latest.get(record.machine) ?? new Date(0))) latest.set(record.machine, until)
  }
  return [...latest].map(([machine, until]) => ({ machine, until }))
}

export type GiveBackDecision =
  /** Every record of this machine for the dongle ends. */
  | { readonly outcome: 'cleared' }
  /** A newer permit is out, or on its way: an older give-back says nothing about it. */
  | { readonly outcome: 'stale' }

/** Decides what a give-back does, whatever became of its transfer: only the newest number clears the record. */
export const decideGiveBack = ({ number, newest }: { number: number; newest: number }): GiveBackDecision =>
  number === newest ? { outcome: 'cleared' } : { outcome: 'stale' }
