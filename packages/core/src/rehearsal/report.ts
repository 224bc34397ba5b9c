import type { CompanyId } from '../id.ts'
import { type PlanReason, planReasons } from '../transfer/plan.ts'
import type { RehearsedDongle, Severity } from './rehearse.ts'

/** Every answer a dongle can get, the worst for a customer first. */
export const rehearsedOutcomes = [
  'no-subscription',
  'other-company',
  'nothing-relevant',
  'ineligible',
  'temporary-subscription',
  'partly-moved',
  'already-moved',
  'all-moved',
] as const satisfies readonly RehearsedDongle['outcome'][]

/** What a policy would do to one dongle: a row of the report. */
export interface RehearsedRow {
  readonly severity: Severity
  readonly company: CompanyId | null
  readonly dongle: string
  readonly outcome: RehearsedDongle['outcome']
  /** Licenses. */
  readonly moves: number
  readonly stays: number
  readonly refused: number
  /** Why, with how many licenses each, in the order of `planReasons`. */
  readonly reasons: Readonly<Partial<Record<PlanReason, number>>>
}

export function rowOf(company: CompanyId | undefined, severity: Severity, rehearsed: RehearsedDongle): RehearsedRow {
  const { serial: dongle, outcome, licenses } = rehearsed
  const count = { moves: 0, stays: 0, refused: 0 }
  const reasons: Partial<Record<PlanReason, number>> = {}
  for (const { answer, reason } of licenses) {
    count[answer] += 1
    reasons[reason] = (reasons[reason] ?? 0) + 1
  }
  return { severity, company: company ?? null, dongle, outcome, ...count, reasons }
}

/** Sums over a whole base. */
export interface RehearsalTotals {
  dongles: number
  companies: number
  /** Companies that are left without a license their production needs. */
  stops: number
  /** Companies that have one for some days only. */
  bridged: number
  /** Dongles. */
  readonly outcomes: Record<RehearsedDongle['outcome'], number>
  /** Licenses. */
  readonly reasons: Record<PlanReason, number>
}

export const noTotals = (): RehearsalTotals => ({
  dongles: 0,
  companies: 0,
  stops: 0,
  bridged: 0,
  outcomes: zeros(rehearsedOutcomes),
  reasons: zeros(planReasons),
})

const zeros = <Key extends string>(keys: readonly Key[]): Record<Key, number> =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>

export function addCompany(totals: RehearsalTotals, severity: Severity): void {
  totals.companies += 1
  if (severity === 'stop') totals.stops += 1
  if (severity === 'bridged') totals.bridged += 1
}

export function addRow(totals: RehearsalTotals, { outcome, reasons }: RehearsedRow): void {
  totals.dongles += 1
  totals.outcomes[outcome] += 1
  for (const [reason, count] of Object.entries(reasons)) totals.reasons[reason as PlanReason] += count
}

export const reportHead = ['severity', 'company', 'dongle', 'outcome', 'moves', 'stays', 'refused', 'reasons'] as const

/** As a table has it. */
export function reportCells(row: RehearsedRow): (string | number | null)[] {
  const { severity, company, dongle, outcome, moves, stays, refused, reasons } = row
  const why = planReasons.flatMap((reason) => (reasons[reason] === undefined ? [] : [`${reason}:${reasons[reason]}`]))
  return [severity, company, dongle, outcome, moves, stays, refused, why.join(' ')]
}
