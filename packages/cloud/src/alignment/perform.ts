import { ApiError } from '@undongle/core/api/error'
import { type Alignment, settleAlignment } from '@undongle/core/company/alignment'
import { decideConstellation } from '@undongle/core/company/constellation'
import type { AlignmentId, CompanyId, UserId } from '@undongle/core/id'
import { sql } from 'kysely'
import { isFrozen } from '../company/freeze-store.ts'
import { setCompany, type Tx } from '../db/pool.ts'
import { takeOver } from '../declaration/take-over.ts'
import { type Deps, inCompany } from '../deps.ts'
import { readContractLines } from '../license/contract-lines.ts'
import { lockLost } from '../lost/store.ts'
import { insertMessage } from '../outbox/store.ts'
import { readHolders } from './holders.ts'
import { insertAlignment, lockAlignment, settle } from './store.ts'

interface Speaking {
  readonly id: AlignmentId
  /** Undefined for support. */
  readonly company: CompanyId | undefined
  readonly by: UserId
}

/** @throws ApiError `alignment-unfit` where two companies do not share the dongle so */
export async function proposeAlignment(
  deps: Deps,
  { id, company, by }: Speaking & { readonly company: CompanyId },
  asked: { serial: string; into: 'ours' | 'theirs'; words: string },
): Promise<Alignment> {
  const { serial, words } = asked
  const constellation = decideConstellation(await readHolders(deps, company, serial))
  return inCompany(deps, company, async (tx) => {
    const known = await lockAlignment(tx, id)
    if (known !== undefined) return requireSame(known, company, serial)
    if (constellation.kind !== 'align') throw new ApiError('alignment-unfit', { detail: constellation.kind })
    const [to, from] = asked.into === 'ours' ? [company, constellation.other] : [constellation.other, company]
    if (!constellation.into.includes(to)) throw new ApiError('alignment-unfit', { detail: 'a line has moved already' })
    const proposed = { company, by, at: deps.now(), words }
    const alignment: Alignment = { id, serial, from, to, proposed, settled: undefined }
    await insertAlignment(tx, alignment)
    await setCompany(tx, constellation.other)
    const facts = { alignment: id, serial, words }
    await insertMessage(tx, constellation.other, { id, kind: 'alignment-proposed', facts, at: proposed.at })
    return alignment
  })
}

/**
 * The other company's word, or support's. Where it is yes, the licenses on the dongle change their account at once: they stay on the
 * dongle, and move with it as one company's.
 *
 * @throws ApiError `alignment-unknown`, `alignment-settled`, `alignment-unfit`, `company-frozen`
 */
export function performSettlement(
  deps: Deps,
  { id, company, by }: Speaking,
  { agrees, words }: { agrees: boolean; words: string },
  from: CompanyId,
): Promise<Alignment> {
  const work = async (tx: Tx): Promise<Alignment> => {
    const known = await lockAlignment(tx, id)
    if (known === undefined) throw new ApiError('alignment-unknown')
    const settling = settleAlignment(known, { company, agrees })
    switch (settling.outcome) {
      case 'not-you':
        throw new ApiError('alignment-unknown')
      case 'settled-before':
        throw new ApiError('alignment-settled')
      case 'agreed':
      case 'decided':
      case 'refused': {
        const settled = { company, by, at: deps.now(), words, outcome: settling.outcome }
        await settle(tx, id, settled)
        if (settling.outcome !== 'refused') await align(deps, tx, known)
        await tellBoth(tx, known, settled)
        return { ...known, settled }
      }
    }
  }
  return deps.ledger.watching(from, () => inCompany(deps, from, work, ['custody_pkey']))
}

/** Of the giving company only what is on this dongle now; what it moved meanwhile stays its own, and ends the matter. */
async function align(deps: Deps, tx: Tx, { serial, from, to }: Alignment): Promise<void> {
  await lockLost(tx, serial)
  if ((await isPinnedElsewhere(tx, serial, to)) || (await isFrozen(tx, from)))
    throw new ApiError('alignment-unfit', { detail: 'a line has moved meanwhile' })
  const held = await readContractLines(tx, from, { serial, ids: [] })
  const here = `dongle:${serial}`
  const licenses = held.filter(({ place }) => place === here).map(({ license }) => license.id)
  await takeOver(deps, tx, { from, to, licenses })
  await sql`update dongle_assignment set company_id = ${to} where serial = ${serial}`.execute(tx)
}

async function isPinnedElsewhere(tx: Tx, serial: string, to: CompanyId): Promise<boolean> {
  const { rows } = await sql`
    select 1 from dongle_claim
    where serial = ${serial} and (company_id <> ${to} or (open_company_id is not null and open_company_id <> ${to}))
    for update`.execute(tx)
  return rows.length > 0
}

async function tellBoth(tx: Tx, { id, serial, from, to }: Alignment, settled: NonNullable<Alignment['settled']>) {
  const facts = { alignment: id, serial, from, to, outcome: settled.outcome, words: settled.words }
  for (const company of [from, to]) {
    await setCompany(tx, company)
    await insertMessage(tx, company, { id: `${id}.settled`, kind: 'alignment-settled', facts, at: settled.at })
  }
}

function requireSame(known: Alignment, company: CompanyId, serial: string): Alignment {
  if (known.proposed.company === company && known.serial === serial) return known
  throw new ApiError('alignment-unknown')
}
