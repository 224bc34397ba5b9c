import { ApiError } from '@undongle/core/api/error'
import type { PreviewReply } from '@undongle/core/api/transfer'
import type { DongleEvidence } from '@undongle/core/dongle/evidence'
import type { CompanyId, LicenseServerId } from '@undongle/core/id'
import type { Reseller } from '@undongle/core/reseller'
import { isRolledBack } from '@undongle/core/transfer/open'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { Assignment, Claim } from './claim-store.ts'
import { type DongleReading, verifyEvidence } from './evidence.ts'
import { makeNonce } from './nonce.ts'
import { readDecision } from './read-decision.ts'
import { makePlan, type PlanReading, readPlanFacts } from './read-plan.ts'

/** What a transfer would do, license by license. Changes nothing [Q90]. */
export function previewTransfer(
  deps: Deps,
  machine: { company: CompanyId; licenseServer: LicenseServerId },
  asked: { line: string; evidence: DongleEvidence },
): Promise<PreviewReply> {
  const reading = verifyEvidence(asked.evidence, deps.keys)
  const now = deps.now()
  const { company } = machine
  return deps.ledger.inCompany(company, async (tx) => {
    const [claim, assignment, facts] = await Promise.all([
      tx.claims.read(reading.dongle),
      tx.claims.readAssignment(reading.serial),
      readPlanFacts(tx, reading),
    ])
    if (claim?.blocked) throw new ApiError('dongle-blocked')
    requireNotLost(assignment)
    requireKnownKey(assignment, reading)
    const planned = await makePlan(tx, facts, { company, line: asked.line, reading, now })
    const { generation } = reading.state.body
    const { onButCredited } = planned
    if (isRolledBack(claim, { generation, stateHash: reading.state.bodyHash, onButCredited }))
      throw new ApiError('dongle-rolled-back')
    return previewOf(deps, tx, machine, { dongle: reading.dongle, claim, assignment, planned, now })
  })
}

/** What opening this plan would answer, with what the dongle has to sign then. */
export async function previewOf(
  deps: Deps,
  tx: LedgerTx,
  { company, licenseServer }: { company: CompanyId; licenseServer: LicenseServerId },
  seen: { dongle: string; claim: Claim | undefined; assignment: Assignment; planned: PlanReading; now: Date },
): Promise<PreviewReply> {
  const { assignment, planned, now } = seen
  const { planHash, decision } = await readDecision(deps, tx, { company, ...seen })
  const reseller = planned.reseller === null ? undefined : await tx.contract.findReseller(planned.reseller)
  return {
    plan: planned.plan,
    planHash,
    outcome: decision.outcome,
    policy: planned.line.policy,
    facts: {
      assignment: assignmentFor(company, assignment),
      dongleEnabled: assignment.enabled,
      waveOpensAt: waveOf(planned.input.waves.get(planned.line.id), now),
      reseller: reseller === undefined ? null : contactOf(reseller),
    },
    nonce: makeNonce(deps.keys.secret, licenseServer, now),
  }
}

const contactOf = ({ name, email, phone }: Reseller) => ({ name, email, phone })

/** Two keys under one serial: one of the two is a copy, and nobody can tell which. @throws ApiError `dongle-key-changed` */
export function requireKnownKey(assignment: Assignment, reading: Pick<DongleReading, 'dongle'>): void {
  if (assignment.key !== null && assignment.key !== reading.dongle) throw new ApiError('dongle-key-changed')
}

/** Whoever brings it: its company has asked for that. @throws ApiError `dongle-lost` */
export function requireNotLost({ lost }: Assignment): void {
  if (lost) throw new ApiError('dongle-lost')
}

function assignmentFor(company: CompanyId, assignment: Assignment): 'same-company' | 'other-company' | 'none' {
  if (assignment.company === null) return 'none'
  return assignment.company === company ? 'same-company' : 'other-company'
}

/** A line without a wave is open: its wave opened before anybody asked. */
const waveOf = (wave: string | null | undefined, now: Date): string | null =>
  wave === undefined ? now.toISOString() : wave
