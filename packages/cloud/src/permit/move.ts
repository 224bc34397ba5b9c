import { ApiError } from '@undongle/core/api/error'
import type { MoveBody, MoveReply } from '@undongle/core/api/permit'
import type { TransferId, UserId } from '@undongle/core/id'
import { decideMove } from '@undongle/core/permit/decide'
import { fromSeconds, toSeconds } from '@undongle/core/time'
import type { Deps } from '../deps.ts'
import { readCurrentEpoch, requireEpoch } from '../epoch/require.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import { graceName } from '../register/register.ts'
import { findPersons, requirePersons } from '../transfer/persons.ts'
import { requireKnownKey, requireNotLost } from '../transfer/preview.ts'
import { readDecision } from '../transfer/read-decision.ts'
import { makePlan } from '../transfer/read-plan.ts'
import { recordTemporary } from '../transfer/temporary.ts'
import type { DrainedTransfer } from '../transfer/transfer.ts'
import { type Answering, writeAnswer } from '../transfer/write-answer.ts'
import { type Begin, creditedOf, drainingOf, type Moving, warningOf, weigh } from './begin.ts'
import { creditDrain } from './credit.ts'
import { drainingStateOf, findOpenDrain } from './dongle-facts.ts'
import { planFactsOf } from './plan-facts.ts'
import { type Progress, progressDrain } from './progress.ts'
import type { PermitMachine } from './put-permit.ts'
import { readReadable, readStatement, seenReadable } from './reading.ts'
import { replyOf, signReply, type UnsignedReply } from './reply.ts'

/**
 * MOVE (PROTOCOL, class B, step 2): begins to drain a dongle that can only be read, or says how that stands. Asking again is the poll.
 * Under a grace the cloud is credited at once, and both sides may be used until its end.
 */
export async function moveTransfer(
  deps: Deps,
  machine: PermitMachine & { readonly user: UserId },
  id: TransferId,
  body: MoveBody,
): Promise<MoveReply> {
  const now = deps.now()
  const reading = readReadable(body.evidence, deps.keys)
  const { secret } = deps.keys
  const statement = readStatement(body.proof, reading, {
    transfer: id,
    secret,
    licenseServer: machine.licenseServer,
    now,
  })
  const persons = await findPersons(deps, machine, body.targetUser)
  const { line, evidence } = body
  const moving: Moving = { id, machine, line, grade: evidence.grade, now, reading, statement, body, ...persons }
  const reply = await deps.ledger.inCompany(machine.company, (tx) => move(deps, tx, moving), ['transfer_pkey'])
  // What a grace has used up must outlive the database, and be on the disk before anybody is told.
  if (reply.answer === 'moved') await recordGrace(deps, reading.dongle, reply)
  if (reply.answer === 'refused') await recordTemporary(deps, reading.dongle, reply)
  return signReply(deps.keys, reply)
}

async function move(deps: Deps, tx: LedgerTx, moving: Moving): Promise<UnsignedReply> {
  const { id, machine, line, reading, body, now } = moving
  const seen = seenReadable(reading)
  // In one go, the lock first: what is read behind it is as the message before this one left it.
  const [claim, known, assignment, epoch, facts] = await Promise.all([
    tx.claims.lock(seen),
    tx.transfers.find(id),
    tx.claims.readAssignment(reading.serial),
    readCurrentEpoch(deps, tx, now),
    planFactsOf(tx, reading),
  ])
  requireEpoch(epoch, body.epoch)
  if (known !== undefined && (known.dongle !== reading.dongle || known.line !== line))
    throw new ApiError('transfer-id-reused')
  const drain = await findOpenDrain(tx, claim, machine.company)
  const at = { claim, epochRunning: epoch.running, now }
  if (known !== undefined) {
    const progress = drain && (await progressDrain(deps, tx, { drain, ...at }))
    return replyNow(deps, tx, moving, progress)
  }
  requireNotLost(assignment)
  if (reading.key !== null) requireKnownKey(assignment, reading)
  if (claim.open !== undefined && drain === undefined) throw new ApiError('busy')
  const planned = await makePlan(tx, facts.plan, { company: machine.company, line, reading: facts.read, now })
  requirePersons(moving, planned.line.policy)
  const decided = await readDecision(deps, tx, {
    company: machine.company,
    dongle: reading.dongle,
    claim,
    assignment,
    planned,
  })
  const possession = await weigh(tx, moving, assignment)
  const graceEnd = claim.graceUntil[line] ?? deps.register.graces.get(graceName(reading.dongle, line))
  const decision = decideMove({
    company: machine.company,
    drain: drain && drainingStateOf(drain),
    contract: decided.decision,
    possession,
    graceDays: planned.line.policy.graceDays,
    graceUsed: graceEnd === undefined ? undefined : fromSeconds(graceEnd),
    records: await tx.permits.readLive(reading.dongle, now),
    epochRunning: epoch.running,
    now,
  })
  if (decision.outcome === 'refused') throw new ApiError(decision.code)
  if (decision.outcome !== 'join') {
    if (decided.planHash !== body.planHash) throw new ApiError('plan-changed')
    if (moving.statement?.fresh === false) throw new ApiError('nonce-stale')
  }
  const begin = { moving, planned: decided, possession, claim }
  switch (decision.outcome) {
    case 'answer':
      return answer(deps, tx, begin, decision.contract)
    case 'join': {
      await tx.transfers.insert(drainingOf(begin, { joined: decision.transfer, notBefore: undefined }))
      const progress = drain && (await progressDrain(deps, tx, { drain, ...at }))
      return replyNow(deps, tx, moving, progress)
    }
    case 'grace':
      return credit(deps, tx, begin, decision.until)
    case 'drain': {
      const opened = drainingOf(begin, { joined: undefined, notBefore: decision.notBefore ?? undefined })
      await Promise.all([
        tx.transfers.insert(opened),
        tx.drains.open({ dongle: reading.dongle, transfer: id }),
        decision.notBefore === null ? undefined : tx.drains.warn(warningOf(deps, moving, decision.notBefore)),
        tx.claims.write(
          { ...seen, generation: claim.generation, stateHash: claim.stateHash },
          { ...claim, open: { transfer: id, company: machine.company, generation: claim.generation } },
        ),
      ])
      return replyNow(deps, tx, moving, await progressDrain(deps, tx, { drain: opened, ...at }))
    }
  }
}

/** How the transfer stands after what was just done. */
async function replyNow(
  deps: Deps,
  tx: LedgerTx,
  { id, machine, body, now }: Moving,
  progress: Progress | undefined,
): Promise<UnsignedReply> {
  const transfer = await tx.transfers.find(id)
  if (transfer === undefined) throw new ApiError('internal-error', { detail: `${id} was written and is not there` })
  return replyOf(deps, tx, machine, { transfer, progress, wanted: body.leases, now })
}

async function answer(
  deps: Deps,
  tx: LedgerTx,
  { moving, planned, claim }: Begin,
  decision: Answering,
): Promise<UnsignedReply> {
  const seen = { ...seenReadable(moving.reading), generation: claim.generation, stateHash: claim.stateHash }
  const written = await writeAnswer(deps, tx, { asking: moving, seen, claim, planned, decision })
  return written.answer === 'moved' ? { ...written, leases: [] } : written
}

/** Under a grace: the cloud at once, and the dongle until then. */
async function credit(deps: Deps, tx: LedgerTx, begin: Begin, until: Date): Promise<UnsignedReply> {
  const { moving, claim } = begin
  const transfer = creditedOf(begin, { joined: undefined, notBefore: undefined })
  const certificate = await creditDrain(deps, tx, { transfer, claim, until, now: moving.now })
  if (certificate === undefined) throw new ApiError('internal-error', { detail: 'what moves is on the dongle' })
  const { result, jti } = certificate.claims
  const drained: DrainedTransfer = { ...transfer, state: 'drained', result, certificate: jti, finishedAt: moving.now }
  await tx.transfers.insert(drained)
  return replyNow(deps, tx, moving, undefined)
}

async function recordGrace(
  { register, now }: Deps,
  dongle: string,
  { certificate }: Extract<UnsignedReply, { answer: 'moved' }>,
): Promise<void> {
  const { claims } = certificate
  if (!('permits' in claims) || claims.until === null) return
  await register.record({ fact: 'grace', dongle, line: claims.line, until: claims.until, at: toSeconds(now()) })
}
