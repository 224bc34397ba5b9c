import { ApiError } from '@undongle/core/api/error'
import type { OpenReply, putTransferBodySchema } from '@undongle/core/api/transfer'
import type { Order } from '@undongle/core/document/order'
import { verifyAttestation } from '@undongle/core/dongle/attestation'
import type { CompanyId, LicenseServerId, TransferId, UserId } from '@undongle/core/id'
import { verifySignature } from '@undongle/core/node/crypto'
import { toSeconds } from '@undongle/core/time'
import { decideOpen } from '@undongle/core/transfer/open'
import type { z } from 'zod'
import type { Deps } from '../deps.ts'
import { type CurrentEpoch, readCurrentEpoch } from '../epoch/require.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import { answerAgain, signAnswer, type UnsignedAnswer } from './answer.ts'
import { closeDeadOrder, isOrderDead, seenOf } from './close-dead.ts'
import { creditBefore } from './credit-before.ts'
import { type DongleReading, verifyEvidence } from './evidence.ts'
import { readSuperseding } from './newer.ts'
import { isFreshNonce } from './nonce.ts'
import { findPersons, type Persons, requirePersons } from './persons.ts'
import { requireKnownKey, requireNotLost } from './preview.ts'
import { readDecision } from './read-decision.ts'
import { makePlan, readPlanFacts } from './read-plan.ts'
import { recordTemporary } from './temporary.ts'
import { writeDecision } from './write-decision.ts'

export interface OpeningMachine {
  readonly company: CompanyId
  readonly licenseServer: LicenseServerId
  /** The person who signed this License Server in. */
  readonly user: UserId
}

/** A verified OPEN. */
export interface Opening extends Persons {
  readonly id: TransferId
  readonly machine: OpeningMachine
  readonly line: string
  readonly planHash: string
  readonly reading: DongleReading
  readonly grade: z.output<typeof putTransferBodySchema>['evidence']['grade']
  readonly fresh: boolean
  /** Orders on the dongle whose licenses are credited. */
  readonly credited: ReadonlySet<string>
  readonly now: Date
}

/**
 * OPEN (PROTOCOL, class A, steps 1 and 2): credits what the dongle has given away already, then joins, answers or orders, in
 * one transaction. Signed after it; asked again, it answers with the same bytes.
 */
export async function openTransfer(
  deps: Deps,
  machine: OpeningMachine,
  id: TransferId,
  body: z.output<typeof putTransferBodySchema>,
): Promise<OpenReply> {
  const reading = verifyEvidence(body.evidence, deps.keys)
  const attested = verifyAttestation(body.attestation, reading.key, verifySignature)
  if (attested?.transfer !== id || attested.state !== reading.state.bodyHash) throw new ApiError('attestation-refused')
  const now = deps.now()
  const persons = await findPersons(deps, machine, body.targetUser)
  const before = await creditBefore(deps, reading)
  const opening: Opening = {
    id,
    machine,
    line: body.line,
    planHash: body.planHash,
    reading,
    grade: body.evidence.grade,
    fresh: isFreshNonce(attested.nonce, deps.keys.secret, machine.licenseServer, now),
    ...persons,
    credited: new Set(before.map(({ hash }) => hash)),
    now,
  }
  const attempt = () => deps.ledger.inCompany(machine.company, (tx) => open(deps, tx, opening), ['transfer_pkey'])
  let answer = await attempt()
  if (answer.answer === 'dead-order') {
    await closeDeadOrder(deps, machine.company, reading, opening.credited)
    answer = await attempt()
  }
  if (answer.answer === 'dead-order')
    throw new ApiError('busy', { detail: 'its orders change faster than they are closed' })
  if (answer.answer === 'ordered') await recordGrace(deps, answer.order.claims)
  if (answer.answer === 'refused') await recordTemporary(deps, reading.dongle, answer)
  // What was corrected since is with another company: the older certificate would claim what is no longer so.
  const newest =
    answer.answer === 'moved' ? { ...answer, certificate: await readSuperseding(deps, answer.certificate) } : answer
  return signAnswer(
    deps.keys,
    newest,
    before.flatMap((credit) => (credit.company === machine.company ? credit.certificates : [])),
  )
}

/** Before anybody has the order: a grace that began is never begun again, not even by a database that was put back. */
async function recordGrace({ register, now }: Deps, { dongle, line, until }: Order): Promise<void> {
  if (until !== null) await register.record({ fact: 'grace', dongle, line, until, at: toSeconds(now()) })
}

/** The dongle went past an order that has to end first: in another company's list, or as this very transfer. */
interface DeadOrder {
  readonly answer: 'dead-order'
}

async function open(deps: Deps, tx: LedgerTx, opening: Opening): Promise<UnsignedAnswer | DeadOrder> {
  const { reading, machine, id, now } = opening
  const { company } = machine
  const seen = seenOf(reading)
  // In one go, the lock first: what is read behind it is as the transfer before us left it.
  const [claim, known, assignment, facts, epoch] = await Promise.all([
    tx.claims.lock(seen),
    tx.transfers.find(id),
    tx.claims.pinAssignment(seen),
    readPlanFacts(tx, reading),
    readCurrentEpoch(deps, tx, now),
  ])
  if (claim.blocked) throw new ApiError('dongle-blocked')
  requireNotLost(assignment)
  const order = claim.open
  const endsFirst = order !== undefined && (order.company !== company || order.transfer === id)
  if (endsFirst && isOrderDead(order.generation, reading, opening.credited)) return { answer: 'dead-order' }
  if (known !== undefined) return answerAgain(tx, known, opening)
  requireKnownKey(assignment, reading)
  const planned = await makePlan(tx, facts, { company, line: opening.line, reading, now })
  requirePersons(opening, planned.line.policy)
  const go = decideOpen(claim, {
    company,
    generation: seen.generation,
    stateHash: seen.stateHash,
    last: reading.state.body.last,
    credited: opening.credited,
    onButCredited: planned.onButCredited,
    fresh: opening.fresh,
  })
  switch (go.outcome) {
    case 'refused':
      throw new ApiError(go.code)
    case 'join': {
      const joined = await tx.transfers.find(go.transfer)
      if (joined === undefined) throw new ApiError('internal-error', { detail: `${go.transfer} is open and not there` })
      return answerAgain(tx, joined, { reading, line: joined.line })
    }
    case 'decide': {
      const decided = await readDecision(deps, tx, { company, dongle: reading.dongle, claim, assignment, planned })
      // What the dongle gave before is credited by now: there is nothing left to confirm.
      const isDone = decided.decision.outcome === 'already-moved'
      if (!isDone && decided.planHash !== opening.planHash) throw new ApiError('plan-changed')
      if (go.replaces !== undefined) await tx.transfers.closeReplaced(go.replaces, now)
      const { decision } = decided
      if (decision.outcome === 'all-moved' || decision.outcome === 'partly-moved') requireTold(epoch, opening.grade)
      return writeDecision(deps, tx, { opening, seen, claim, planned: decided, decision })
    }
  }
}

/**
 * A token that lost a retire looks as if it was never moved, and only another machine's journal may know better: in a restored cloud it
 * gets no new order until every machine has said what it holds (docs/decisions/0009, rule 2). The counter of other dongles tells.
 *
 * @throws ApiError `epoch-running`
 */
function requireTold({ endsAt }: CurrentEpoch, { tamperProof }: Opening['grade']): void {
  if (endsAt === null || tamperProof) return
  const detail = `a dongle without a hardware counter gets no new order before ${endsAt.toISOString()}`
  throw new ApiError('epoch-running', { fields: [{ pointer: '/evidence/grade', detail }] })
}
