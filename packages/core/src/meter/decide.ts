import type { LicenseId, MeterEntryId } from '../id.ts'
import type { MeterEntry } from './entry.ts'

/** A meter as it stands under its lock. */
export interface Meter {
  /** `elsewhere`: still on its dongle, another company's, or not metered. */
  readonly standing: 'usable' | 'ended' | 'elsewhere'
  /** How many entries it has. */
  readonly entries: number
  readonly balance: number
}

export interface AskedEntry extends Pick<MeterEntry, 'id' | 'license' | 'points' | 'by' | 'reason'> {
  readonly kind: 'consumption' | 'correction'
}

export type MeterRefusal = 'meter-unknown' | 'license-ended' | 'points-used-up' | 'meter-entry-reused'

export type MeterDecision =
  | { readonly outcome: 'entered'; readonly entry: MeterEntry }
  | { readonly outcome: 'repeated'; readonly entry: MeterEntry }
  | { readonly outcome: 'refused'; readonly code: MeterRefusal }

/**
 * Decides entries that are asked for together, in the order in which they came: each sees those before it.
 *
 * @param meters of every license that is asked about and known
 * @param known entries that the company has under one of these ids
 */
export function decideEntries(
  asked: readonly AskedEntry[],
  meters: ReadonlyMap<LicenseId, Meter>,
  known: ReadonlyMap<MeterEntryId, MeterEntry>,
  at: Date,
): MeterDecision[] {
  const standing = new Map(meters)
  const entered = new Map(known)
  return asked.map((ask) => {
    const decision = decideEntry(ask, standing.get(ask.license), entered.get(ask.id), at)
    const meter = standing.get(ask.license)
    if (decision.outcome !== 'entered' || meter === undefined) return decision
    const { entry } = decision
    entered.set(entry.id, entry)
    standing.set(entry.license, { ...meter, entries: entry.number, balance: entry.balance })
    return decision
  })
}

function decideEntry(
  { id, license, kind, points, by, reason }: AskedEntry,
  meter: Meter | undefined,
  before: MeterEntry | undefined,
  at: Date,
): MeterDecision {
  if (before !== undefined) {
    const isSame = before.license === license && before.kind === kind && before.points === points
    return isSame ? { outcome: 'repeated', entry: before } : refuse('meter-entry-reused')
  }
  if (meter === undefined || meter.standing === 'elsewhere') return refuse('meter-unknown')
  if (meter.standing === 'ended' && kind === 'consumption') return refuse('license-ended')
  const balance = meter.balance + points
  if (balance < 0) return refuse('points-used-up')
  const number = meter.entries + 1
  const entry = { id, license, number, kind, points, balance, at: at.toISOString(), by, reason }
  return { outcome: 'entered', entry }
}

const refuse = (code: MeterRefusal): MeterDecision => ({ outcome: 'refused', code })
