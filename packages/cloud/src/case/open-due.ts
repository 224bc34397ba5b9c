import { type CaseFacts, worst } from '@undongle/core/case/case'
import { dueCase, isCaseDue } from '@undongle/core/case/due'
import { type CaseId, makeId } from '@undongle/core/id'
import type { TransferDecision } from '@undongle/core/transfer/decide'
import { resultWords } from '@undongle/core/transfer/words'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { PlanReading } from '../transfer/read-plan.ts'
import type { Asking } from '../transfer/write-answer.ts'

interface Answered {
  readonly asking: Asking
  readonly planned: PlanReading
  readonly decision: TransferDecision
  /** What was granted with the answer. */
  readonly bridge: CaseFacts['bridge']
}

/** Opens the support case that an answer makes due, with its facts; who tries again adds to the open one [Q58]. */
export async function openDueCase(
  { random }: Pick<Deps, 'random'>,
  tx: LedgerTx,
  answered: Answered,
): Promise<CaseId | undefined> {
  const { asking, planned, decision } = answered
  const { line, plan, input } = planned
  const here = `dongle:${asking.reading.serial}`
  const ownContract = input.contractLines.some(({ company, place }) => company === input.company && place === here)
  if (!isCaseDue({ decision, ownContract })) return undefined
  const due = dueCase({
    decision,
    licenses: plan.licenses,
    line: line.id,
    policy: line.policy,
    usable: await tx.contract.countUsable({ line: line.id, now: asking.now }),
    ownContract,
  })
  if (due === undefined) return undefined
  const subject = `transfer:${line.id}:${asking.reading.dongle}`
  const known = await tx.cases.findOpen(subject)
  if (known !== undefined) {
    await tx.cases.repeat(known.id, { severity: worst(known.severity, due.severity), at: asking.now })
    return known.id
  }
  const id = makeId('case', asking.now, random)
  await tx.cases.insert({
    id,
    company: input.company,
    subject,
    ...due,
    line: line.id,
    transfer: asking.id,
    facts: factsOf(answered),
    attempts: 1,
    openedAt: asking.now,
    lastAt: asking.now,
    decided: undefined,
  })
  return id
}

function factsOf({ asking, planned, decision, bridge }: Answered): CaseFacts {
  const { reading, grade, target } = asking
  const { plan, input } = planned
  const own = input.contractLines.filter(({ company }) => company === input.company)
  return {
    result: decision.outcome,
    shown: resultWords[decision.outcome],
    dongle: { key: reading.dongle, serial: reading.serial, grade },
    licenses: plan.licenses.map(({ license, reason }) => ({ license, reason })),
    contracts: [...new Set(own.map(({ contract }) => contract))],
    policy: plan.policy,
    contact: target.username,
    bridge,
    words: null,
  }
}
