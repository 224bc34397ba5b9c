import { ApiError } from '@undongle/core/api/error'
import { canonicalJson } from '@undongle/core/canonical'
import type { DecidedCase, SupportCase } from '@undongle/core/case/case'
import { type CaseDecision, isDecisionFor } from '@undongle/core/case/decision'
import type { CaseId, CompanyId, UserId } from '@undongle/core/id'
import { isFrozen } from '../company/freeze-store.ts'
import type { Tx } from '../db/pool.ts'
import { type Deps, inCompany } from '../deps.ts'
import { giveBackDongle, replaceDongle } from '../lost/decide.ts'
import { recordLoss } from '../lost/register.ts'
import { insertMessage } from '../outbox/store.ts'
import { grantReal } from './grant-real.ts'
import { decideCase, lockCase } from './store.ts'

export interface Deciding {
  readonly company: CompanyId
  readonly case: CaseId
  readonly by: UserId
}

/**
 * Support decides, once: what follows is carried out in the same transaction, and the company is told. The same decision again
 * changes nothing.
 *
 * @throws ApiError `case-unknown`, `case-decided`, `decision-unfit`, `contract-unknown`, `company-frozen`
 */
export async function performDecision(
  deps: Deps,
  { company, case: id, by }: Deciding,
  asked: { decision: CaseDecision; words: string },
): Promise<SupportCase> {
  const work = async (tx: Tx): Promise<SupportCase> => {
    const known = await lockCase(tx, company, id)
    if (known === undefined) throw new ApiError('case-unknown')
    if (known.decided !== undefined) {
      if (canonicalJson(known.decided.decision) === canonicalJson(asked.decision)) return known
      throw new ApiError('case-decided')
    }
    if (!isDecisionFor(known.topic, asked.decision)) throw new ApiError('decision-unfit', { detail: known.topic })
    if (await isFrozen(tx, company)) throw new ApiError('company-frozen', { detail: company })
    const at = deps.now()
    const decided = { ...asked, by, at }
    await carryOut(deps, tx, known, decided)
    await decideCase(tx, company, id, decided)
    const facts = { case: id, topic: known.topic, decision: asked.decision.decision, words: asked.words }
    await insertMessage(tx, company, { id, kind: 'case-decided', facts, at })
    return { ...known, decided }
  }
  const decided = await deps.ledger.watching(company, () => inCompany(deps, company, work))
  if (decided.topic === 'lost-dongle' && decided.facts.dongle !== null)
    await recordLoss(deps, decided.facts.dongle.serial)
  return decided
}

async function carryOut(deps: Deps, tx: Tx, known: SupportCase, decided: DecidedCase): Promise<void> {
  const { decision, at } = decided
  switch (decision.decision) {
    case 'granted':
      return grantReal(deps, tx, known, decision)
    case 'replaced':
      return replaceDongle(deps, tx, known, decided)
    case 'found':
      return giveBackDongle(tx, known, at)
    case 'refused':
      // A loss that support does not believe: the license is where it was, and must be usable there.
      return known.topic === 'lost-dongle' ? giveBackDongle(tx, known, at) : undefined
    case 'answered':
      return
  }
}
