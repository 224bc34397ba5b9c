import type { CompanyId } from '../id.ts'
import type { Product } from '../license.ts'
import type { TransferPolicy } from '../policy/policy.ts'
import { endOfDay } from '../time.ts'
import { type ClaimState, decideTransfer, type TransferDecision } from '../transfer/decide.ts'
import { type ContractLine, type PlanInput, type PlannedLicense, planTransfer } from '../transfer/plan.ts'

/** A policy to be tried, as if every wave were open and every dongle held what its contract says. */
export interface Rehearsal {
  readonly line: string
  readonly policy: TransferPolicy
  readonly products: ReadonlyMap<string, Product>
  readonly now: Date
}

/** What the cloud knows of a dongle that nobody has plugged in yet, in the hands of one company. */
export interface KnownDongle {
  readonly serial: string
  /** The company whose licenses these are. */
  readonly company: CompanyId
  /** The company's lines for it, wherever they are by now. */
  readonly lines: readonly ContractLine[]
  readonly claim: ClaimState
  readonly assigned: CompanyId | null
  readonly enabled: boolean
  readonly temporaryGranted: boolean
}

/** `stop`: the company is left without a license that its production needs; `bridged`: it has one for some days [Q52, Q53]. */
export type Severity = 'stop' | 'bridged' | 'none'

export interface RehearsedDongle {
  readonly serial: string
  readonly outcome: TransferDecision['outcome']
  readonly licenses: readonly PlannedLicense[]
  /** Something of the line is on it, or nobody knows what is. */
  readonly concerns: boolean
}

/** What this dongle would be answered, by the code that answers in earnest. */
export function rehearseDongle({ line, policy, products, now }: Rehearsal, dongle: KnownDongle): RehearsedDongle {
  const here = `dongle:${dongle.serial}`
  const onDongle = dongle.lines
    .filter(({ place }) => place === here)
    .map(({ license }, position) => ({ license, position, on: true }))
  const { company, lines: contractLines, serial, claim, assigned, enabled, temporaryGranted } = dongle
  const input: PlanInput = { line, policy, company, onDongle, contractLines, products, waves: noWaves, now }
  const plan = planTransfer(input)
  const { outcome } = decideTransfer({ plan, input, claim, assigned, enabled, temporaryGranted })
  const concerns = contractLines.length === 0 || onDongle.some(({ license }) => license.line === line)
  return { serial, outcome, licenses: plan.licenses, concerns }
}

const noWaves: ReadonlyMap<string, string | null> = new Map()

/**
 * What a company is left with when all its dongles were answered: a license of the line in its cloud, before or by the move,
 * keeps it working, whatever single dongles answered [Q06].
 *
 * @param inCloud licenses that no dongle holds
 */
export function severityOf(
  { line, policy, now }: Rehearsal,
  { dongles, inCloud }: { dongles: readonly RehearsedDongle[]; inCloud: readonly ContractLine[] },
): Severity {
  if (!policy.mandatory || !dongles.some(({ concerns }) => concerns)) return 'none'
  const works = ({ license }: Pick<ContractLine, 'license'>) =>
    license.line === line && (license.term.kind === 'perpetual' || endOfDay(license.term.until) > now)
  if (inCloud.some(works) || dongles.some(({ outcome, licenses }) => brings(outcome, licenses, works))) return 'none'
  return dongles.some(({ outcome }) => outcome === 'temporary-subscription') ? 'bridged' : 'stop'
}

function brings(
  outcome: RehearsedDongle['outcome'],
  licenses: readonly PlannedLicense[],
  works: (planned: PlannedLicense) => boolean,
): boolean {
  const moves = outcome === 'all-moved' || outcome === 'partly-moved'
  return licenses.some(
    (planned) => works(planned) && ((moves && planned.answer === 'moves') || planned.reason === 'already-in-company'),
  )
}
