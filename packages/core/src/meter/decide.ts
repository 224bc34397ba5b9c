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

export interface AskedEntry extends Pick<MeterEntry, 'id' | 'points' | 'by' | 'reason'> {
  /** The licenses that it may be entered for: the first that can bear it. */
  readonly licenses: readonly LicenseId[]
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
    const decision = decideEntry(ask, standing, entered.get(ask.id), at)
    if (decision.outcome !== 'entered') return decision
    const { id, license, number, balance } = decision.entry
    entered.set(id, decision.entry)
    standing.set(license, { standing: standing.get(license)?.standing ?? 'elsewhere', entries: number, balance })
    return decision
  })
}

function decideEntry(
  { id, licenses, kind, points, by, reason }: AskedEntry,
  meters: ReadonlyMap<LicenseId, Meter>,
  before: MeterEntry | undefined,
  at: Date,
): MeterDecision {
  if (before !== undefined) {
    const isSame = licenses.includes(before.license) && before.kind === kind && before.points === points
    return isSame ? { outcome: 'repeated', entry: before } : refuse('meter-entry-reused')
  }
  const here = licenses.flatMap((license) => {
    const meter = meters.get(license)
    return meter === undefined || meter.standing === 'elsewhere' ? [] : [{ license, ...meter }]
  })
  if (here.length === 0) return refuse('meter-unknown')
  const open = here.filter(({ standing }) => standing === 'usable' || kind === 'correction')
  if (open.length === 0) return refuse('license-ended')
  const chosen = open.find(({ balance }) => balance + points >= 0)
  if (chosen === undefined) return refuse('points-used-up')
  const { license, entries, balance } = chosen
  const entry = {
    id,
    license,
    number: entries + 1,
    kind,
    points,
    balance: balance + points,
    at: at.toISOString(),
    by,
    reason,
  }
  return { outcome: 'entered', entry }
}

const refuse = (code: MeterRefusal): MeterDecision => ({ outcome: 'refused', code })
