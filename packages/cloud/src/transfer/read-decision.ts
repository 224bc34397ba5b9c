import type { CompanyId } from '@undongle/core/id'
import { type ClaimState, decideTransfer, type TransferDecision } from '@undongle/core/transfer/decide'
import { planHash } from '@undongle/core/transfer/plan'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { Assignment, Claim } from './claim-store.ts'
import type { PlanReading } from './read-plan.ts'

/** A plan and how it ends. */
export interface DecidedPlan extends PlanReading {
  readonly decision: TransferDecision
  /** What a person confirms. */
  readonly planHash: string
}

/** What opening this plan answers, with the certificate that belongs to its line. */
export async function readDecision(
  { register }: Pick<Deps, 'register'>,
  tx: LedgerTx,
  asked: {
    company: CompanyId
    dongle: string
    claim: Claim | undefined
    assignment: Assignment
    planned: PlanReading
  },
): Promise<DecidedPlan> {
  const { company, dongle, claim, assignment, planned } = asked
  const decision = decideTransfer({
    plan: planned.plan,
    input: planned.input,
    claim: await readClaimState(tx, { company, dongle, line: planned.line.id, claim }),
    assigned: assignment.company,
    enabled: assignment.enabled,
    // A database that was put back may have forgotten it.
    temporaryGranted: claim?.temporaryGranted === true || register.temporaries.has(dongle),
  })
  return { ...planned, decision, planHash: planHash(planned.plan, decision.outcome) }
}

async function readClaimState(
  tx: LedgerTx,
  { company, dongle, line, claim }: { company: CompanyId; dongle: string; line: string; claim: Claim | undefined },
): Promise<ClaimState> {
  const pinned = claim?.pinned
  if (pinned === undefined) return { state: 'free' }
  if (pinned.company !== company) return { state: 'pinned', ...pinned }
  const ofLine = await tx.transfers.findLineCertificate({ dongle, line })
  return { state: 'pinned', company, certificate: ofLine ?? pinned.certificate }
}
