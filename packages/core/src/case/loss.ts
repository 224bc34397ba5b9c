import type { License } from '../license.ts'
import { addDays, endOfDay } from '../time.ts'
import type { Severity } from './case.ts'

export interface LossInput {
  /** What custody says is on the dongle. */
  readonly onDongle: readonly License[]
  /** Bridge licenses were given for this dongle before. */
  readonly bridged: boolean
  /** Licenses of the same lines that the company has in the cloud and that still run. */
  readonly usable: number
  /** How long support has to decide. */
  readonly bridgeDays: number
  readonly now: Date
}

export interface LossDecision {
  readonly bridge: readonly { readonly like: License; readonly until: string }[]
  readonly severity: Severity
}

/** What bridges the loss of a dongle: the same rights for some days, once per dongle, ever, and never longer than the right itself [Q98]. */
export function decideLoss({ onDongle, bridged, usable, bridgeDays, now }: LossInput): LossDecision {
  const last = addDays(now, bridgeDays).toISOString().slice(0, 10)
  const running = onDongle.filter(({ term }) => term.kind === 'perpetual' || endOfDay(term.until) > now)
  const bridge = bridged ? [] : running.map((like) => ({ like, until: earlier(last, like) }))
  if (bridge.length > 0) return { bridge, severity: 'bridged' }
  return { bridge, severity: usable > 0 || running.length === 0 ? 'ordinary' : 'production-stop' }
}

const earlier = (last: string, { term }: License): string =>
  term.kind === 'until' && term.until < last ? term.until : last
