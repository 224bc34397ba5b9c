import type { Order } from '@undongle/core/document/order'
import { addDays, toSeconds } from '@undongle/core/time'
import type { TransferDecision } from '@undongle/core/transfer/decide'
import { openDueCase } from '../case/open-due.ts'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import { graceName } from '../register/register.ts'
import type { UnsignedAnswer } from './answer.ts'
import type { Claim } from './claim-store.ts'
import type { Opening } from './open.ts'
import type { DecidedPlan } from './read-decision.ts'
import { factsOf, writeAnswer } from './write-answer.ts'

interface Decided {
  readonly opening: Opening
  readonly seen: { dongle: string; serial: string; generation: number; stateHash: string }
  readonly claim: Claim
  readonly planned: DecidedPlan
  readonly decision: TransferDecision
}

/** Writes what was decided, with the claims that will be signed about it. */
export function writeDecision(deps: Deps, tx: LedgerTx, decided: Decided): Promise<UnsignedAnswer> {
  const { decision, opening, seen, claim, planned } = decided
  switch (decision.outcome) {
    case 'all-moved':
    case 'partly-moved':
      return writeOrder(deps, tx, decided)
    case 'already-moved':
    case 'temporary-subscription':
    case 'other-company':
    case 'no-subscription':
    case 'nothing-relevant':
    case 'ineligible':
      return writeAnswer(deps, tx, { asking: opening, seen, claim, planned, decision })
  }
}

/** ORDERED(T, n): from here on only this order, or proof that it is dead, goes on. */
async function writeOrder(deps: Deps, tx: LedgerTx, decided: Decided): Promise<UnsignedAnswer> {
  const { keys, register } = deps
  const { opening, planned, claim, seen, decision } = decided
  const { policy } = planned.line
  const positions = new Map(opening.reading.licenses.map(({ license, position }) => [license.id, position]))
  // A grace is one per dongle and line: a second order of the same line keeps the first one's end, also where a restored database forgot it.
  const graceEnd = toSeconds(addDays(opening.now, policy.graceDays))
  const used = claim.graceUntil[opening.line] ?? register.graces.get(graceName(seen.dongle, opening.line))
  const until = policy.graceDays === 0 ? null : (used ?? graceEnd)
  const claims: Order = {
    iss: keys.issuer,
    iat: toSeconds(opening.now),
    transfer: opening.id,
    dongle: seen.dongle,
    company: opening.machine.company,
    line: opening.line,
    generation: seen.generation,
    plan: planned.planHash,
    list: opening.reading.state.body.list,
    until,
    licenses: [...planned.sequences].map(([license, sequence]) => ({
      license,
      position: positions.get(license) ?? null,
      sequence,
    })),
  }
  const order = { kid: keys.kidOf('order'), claims }
  await openDueCase(deps, tx, { asking: opening, planned, decision, bridge: [] })
  await Promise.all([
    tx.claims.write(seen, {
      ...claim,
      open: { transfer: opening.id, company: opening.machine.company, generation: seen.generation },
      graceUntil: until === null ? claim.graceUntil : { ...claim.graceUntil, [opening.line]: until },
    }),
    tx.transfers.insert({
      ...factsOf(opening, planned, claims.licenses.length),
      key: opening.reading.key,
      state: 'ordered',
      order,
    }),
    tx.commit(),
  ])
  return { answer: 'ordered', order }
}
