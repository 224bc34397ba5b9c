import type { Order } from '@undongle/core/document/order'
import type { ResultDocument } from '@undongle/core/document/result'
import type { PublicKey } from '@undongle/core/key'
import { addDays, toSeconds } from '@undongle/core/time'
import type { TransferDecision } from '@undongle/core/transfer/decide'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { UnsignedAnswer } from './answer.ts'
import type { Claim } from './claim-store.ts'
import type { Opening } from './open.ts'
import type { PlanReading } from './read-plan.ts'
import { grantTemporary } from './temporary.ts'
import type { TransferFacts } from './transfer.ts'

interface Decided {
  readonly opening: Opening
  readonly seen: { dongle: string; serial: string; generation: number; stateHash: string }
  readonly claim: Claim
  readonly planned: PlanReading
  readonly decision: TransferDecision
}

/** Writes what was decided, with the claims that will be signed about it. */
export async function writeDecision(deps: Deps, tx: LedgerTx, decided: Decided): Promise<UnsignedAnswer> {
  const { decision } = decided
  switch (decision.outcome) {
    case 'all-moved':
    case 'partly-moved':
      return writeOrder(deps, tx, decided)
    case 'already-moved': {
      const certificate = await tx.certificates.read(decision.certificate)
      await tx.claims.write(decided.seen, { ...decided.claim, open: undefined })
      await tx.transfers.insert({
        ...factsOf(decided, 0),
        state: 'answered',
        result: 'already-moved',
        certificate: decision.certificate,
        document: undefined,
        finishedAt: decided.opening.now,
      })
      return { answer: 'moved', result: 'already-moved', certificate }
    }
    case 'temporary-subscription': {
      const { company } = decided.opening.machine
      const { now, id } = decided.opening
      const temporary = await grantTemporary(deps, tx, { company, now, transfer: id, ...decision })
      await tx.claims.markTemporaryGranted(decided.seen.dongle, now)
      return writeResult(deps, tx, decided, temporary)
    }
    case 'other-company':
    case 'no-subscription':
    case 'nothing-relevant':
    case 'ineligible':
      return writeResult(deps, tx, decided, null)
  }
}

/** ORDERED(T, n): from here on only this order, or proof that it is dead, goes on. */
async function writeOrder({ keys }: Deps, tx: LedgerTx, decided: Decided): Promise<UnsignedAnswer> {
  const { opening, planned, claim, seen } = decided
  const { policy } = planned.line
  const positions = new Map(opening.reading.licenses.map(({ license, position }) => [license.id, position]))
  // A grace is one per dongle and line: a second order of the same line keeps the first one's end.
  const graceEnd = toSeconds(addDays(opening.now, policy.graceDays))
  const until = policy.graceDays === 0 ? null : (claim.graceUntil[opening.line] ?? graceEnd)
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
  await Promise.all([
    tx.claims.write(seen, {
      ...claim,
      open: { transfer: opening.id, company: opening.machine.company, generation: seen.generation },
      graceUntil: until === null ? claim.graceUntil : { ...claim.graceUntil, [opening.line]: until },
    }),
    tx.transfers.insert({ ...factsOf(decided, claims.licenses.length), state: 'ordered', order }),
    tx.commit(),
  ])
  return { answer: 'ordered', order }
}

/** A run that moved nothing: the cloud's word about it is signed and kept as well. */
async function writeResult(
  { keys }: Deps,
  tx: LedgerTx,
  decided: Decided,
  temporary: ResultDocument['temporary'],
): Promise<UnsignedAnswer> {
  const { opening, planned, decision, seen, claim } = decided
  const claims: ResultDocument = {
    iss: keys.issuer,
    iat: toSeconds(opening.now),
    transfer: opening.id,
    dongle: seen.dongle,
    company: opening.machine.company,
    line: opening.line,
    result: decision.outcome,
    licenses: planned.plan.licenses.map(({ license, answer, reason }) => ({
      license: license.id,
      // What could move stays where the whole dongle is refused: the word names what happens, not what might have.
      answer: answer === 'moves' ? 'stays' : answer,
      reason: answer === 'moves' ? decision.outcome : reason,
    })),
    temporary,
  }
  const document = { kid: keys.kidOf('result'), claims }
  await tx.claims.write(seen, { ...claim, open: undefined })
  await tx.transfers.insert({
    ...factsOf(decided, 0),
    state: 'answered',
    result: decision.outcome,
    certificate: undefined,
    document,
    finishedAt: opening.now,
  })
  return { answer: 'refused', result: decision.outcome, document }
}

function factsOf({ opening, planned }: Decided, moved: number): TransferFacts & { key: PublicKey } {
  return {
    id: opening.id,
    company: opening.machine.company,
    line: opening.line,
    dongle: opening.reading.dongle,
    serial: opening.reading.serial,
    key: opening.reading.key,
    grade: opening.grade,
    plan: planned.plan,
    planHash: planned.planHash,
    contact: opening.target.username,
    moved,
    kept: planned.plan.licenses.length - moved,
    openedAt: opening.now,
    opened: { by: opening.signedIn.user, at: opening.machine.licenseServer },
  }
}
