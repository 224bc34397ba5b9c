import { assert } from '@undongle/core/assert'
import type { SupportCase } from '@undongle/core/case/case'
import type { CustodyLink } from '@undongle/core/document/certificate'
import { toSeconds } from '@undongle/core/time'
import { sql } from 'kysely'
import { endWithDay } from '../case/grant-real.ts'
import { appendLinks, readChains } from '../custody/store.ts'
import type { Tx } from '../db/pool.ts'
import { readContractLines } from '../license/contract-lines.ts'
import { lockLost, unblockDongle } from './store.ts'

/**
 * The dongle is gone: whatever custody still has on it goes into the company's account, and it stays blocked. What it gave away before, by a
 * receipt that came meanwhile, is left where it is.
 */
export async function replaceDongle(tx: Tx, known: SupportCase, at: Date): Promise<void> {
  const { company } = known
  const serial = serialOf(known)
  await lockLost(tx, serial)
  const held = await readContractLines(tx, company, { serial, ids: [] })
  const here = `dongle:${serial}`
  const ids = held.filter(({ place }) => place === here).map(({ license }) => license.id)
  const chains = await readChains(tx, company, ids)
  const credit = `company:${company}`
  const links = ids.map((id): [typeof id, CustodyLink] => [
    id,
    { sequence: (chains.get(id)?.length ?? 0) + 1, debit: here, credit, at: toSeconds(at), transfer: null },
  ])
  await appendLinks(tx, company, new Map(links))
  await endBridge(tx, known, at)
}

/**
 * It is there again, or was never gone: it is served again, and the bridge ends with the day. One whose licenses support has replaced stays
 * blocked for ever, however often it is reported.
 */
export async function giveBackDongle(tx: Tx, known: SupportCase, at: Date): Promise<void> {
  if (!(await wasReplaced(tx, known))) await unblockDongle(tx, serialOf(known), at)
  await endBridge(tx, known, at)
}

async function wasReplaced(tx: Tx, { company, subject }: SupportCase): Promise<boolean> {
  const { rows } = await sql`
    select 1 from support_case
    where company_id = ${company} and subject = ${subject} and decision ->> 'decision' = 'replaced' limit 1`.execute(tx)
  return rows.length > 0
}

const endBridge = (tx: Tx, { company, facts }: SupportCase, at: Date): Promise<void> =>
  endWithDay(
    tx,
    company,
    facts.bridge.map(({ license }) => license),
    at,
  )

function serialOf({ facts }: SupportCase): string {
  assert(facts.dongle !== null, 'a lost dongle has a serial')
  return facts.dongle.serial
}
