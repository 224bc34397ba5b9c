import type { ResultDocument } from '@undongle/core/document/result'
import type { PublicKey } from '@undongle/core/key'
import { toSeconds } from '@undongle/core/time'
import type { TransferDecision } from '@undongle/core/transfer/decide'
import { openDueCase } from '../case/open-due.ts'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { UnsignedAnswer } from './answer.ts'
import type { Claim, SeenDongle } from './claim-store.ts'
import type { Opening } from './open.ts'
import type { DecidedPlan } from './read-decision.ts'
import { grantTemporary } from './temporary.ts'
import type { TransferFacts } from './transfer.ts'

/** Who asked for what, whichever class the dongle is of. */
export type Asking = Pick<Opening, 'id' | 'machine' | 'line' | 'signedIn' | 'target' | 'grade' | 'now'> & {
  readonly reading: { readonly dongle: string; readonly serial: string; readonly key: PublicKey | null }
}

/** A decision that moves nothing. */
export type Answering = Exclude<TransferDecision, { outcome: 'all-moved' | 'partly-moved' }>

export interface Answered {
  readonly asking: Asking
  readonly seen: SeenDongle
  readonly claim: Claim
  readonly planned: DecidedPlan
  readonly decision: Answering
}

/** Writes the answer to a transfer that moves nothing, with the claims that will be signed about it. */
export async function writeAnswer(
  deps: Deps,
  tx: LedgerTx,
  answered: Answered,
): Promise<Exclude<UnsignedAnswer, { answer: 'ordered' }>> {
  const { asking, decision, seen, claim } = answered
  switch (decision.outcome) {
    case 'already-moved': {
      const certificate = await tx.certificates.read(decision.certificate)
      await tx.claims.write(seen, { ...claim, open: undefined })
      await tx.transfers.insert({
        ...factsOf(asking, answered.planned, 0),
        state: 'answered',
        result: 'already-moved',
        certificate: decision.certificate,
        document: undefined,
        finishedAt: asking.now,
      })
      return { answer: 'moved', result: 'already-moved', certificate }
    }
    case 'temporary-subscription': {
      const { now, id, machine } = asking
      const grant = { company: machine.company, now, transfer: id, ...decision }
      const temporary = await grantTemporary(deps, tx, grant)
      await tx.claims.markTemporaryGranted(seen.dongle, now)
      return writeResult(deps, tx, answered, temporary)
    }
    case 'other-company':
    case 'no-subscription':
    case 'nothing-relevant':
    case 'ineligible':
      return writeResult(deps, tx, answered, null)
  }
}

/** A run that moved nothing: the cloud's word about it is signed and kept as well. */
async function writeResult(
  deps: Deps,
  tx: LedgerTx,
  { asking, planned, decision, seen, claim }: Answered,
  temporary: ResultDocument['temporary'],
): Promise<Extract<UnsignedAnswer, { answer: 'refused' }>> {
  const { keys } = deps
  const bridge = temporary === null ? [] : [temporary]
  const opened = await openDueCase(deps, tx, { asking, planned, decision, bridge })
  const claims: ResultDocument = {
    iss: keys.issuer,
    iat: toSeconds(asking.now),
    transfer: asking.id,
    dongle: seen.dongle,
    company: asking.machine.company,
    line: asking.line,
    result: decision.outcome,
    licenses: planned.plan.licenses.map(({ license, answer, reason }) => ({
      license: license.id,
      // What could move stays where the whole dongle is refused: the word names what happens, not what might have.
      answer: answer === 'moves' ? 'stays' : answer,
      reason: answer === 'moves' ? decision.outcome : reason,
    })),
    temporary,
    ...(opened === undefined ? {} : { case: opened }),
  }
  const document = { kid: keys.kidOf('result'), claims }
  await tx.claims.write(seen, { ...claim, open: undefined })
  await tx.transfers.insert({
    ...factsOf(asking, planned, 0),
    state: 'answered',
    result: decision.outcome,
    certificate: undefined,
    document,
    finishedAt: asking.now,
  })
  return { answer: 'refused', result: decision.outcome, document }
}

export function factsOf(asking: Asking, planned: DecidedPlan, moved: number): TransferFacts {
  return {
    id: asking.id,
    company: asking.machine.company,
    line: asking.line,
    dongle: asking.reading.dongle,
    serial: asking.reading.serial,
    key: asking.reading.key,
    grade: asking.grade,
    plan: planned.plan,
    planHash: planned.planHash,
    contact: asking.target.username,
    moved,
    kept: planned.plan.licenses.length - moved,
    openedAt: asking.now,
    opened: { by: asking.signedIn.user, at: asking.machine.licenseServer },
    ...(planned.wave === undefined ? {} : { wave: planned.wave }),
  }
}
