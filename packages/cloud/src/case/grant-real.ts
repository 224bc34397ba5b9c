import { ApiError } from '@undongle/core/api/error'
import type { SupportCase } from '@undongle/core/case/case'
import type { CaseDecision } from '@undongle/core/case/decision'
import { type CompanyId, type LicenseId, makeId } from '@undongle/core/id'
import { toSeconds } from '@undongle/core/time'
import { sql } from 'kysely'
import { appendLinks } from '../custody/store.ts'
import type { Tx } from '../db/pool.ts'
import type { Deps } from '../deps.ts'
import { readProducts } from '../line/store.ts'

type Granted = Extract<CaseDecision, { decision: 'granted' }>

/**
 * A real license in the company's account, in the place of the temporary one: that ends with the day, so that nobody's work stops
 * between the two [Q53].
 */
export async function grantReal(
  { now, random }: Deps,
  tx: Tx,
  { company, facts }: SupportCase,
  granted: Granted,
): Promise<void> {
  const at = now()
  const { rows } = await sql`
    select 1 from contract where company_id = ${company} and number = ${granted.contract}`.execute(tx)
  if (rows.length === 0) throw new ApiError('contract-unknown', { detail: granted.contract })
  if (!(await readProducts(tx, [granted.product])).has(granted.product))
    throw new ApiError('request-invalid', { fields: [{ pointer: '/decision/product', detail: 'is not a product' }] })
  const id = makeId('license', at, random)
  await insertUnderContract(tx, company, id, granted)
  const link = { sequence: 1, debit: 'vendor', credit: `company:${company}`, at: toSeconds(at), transfer: null }
  await appendLinks(tx, company, new Map([[id, link]]))
  const bridge = facts.bridge.filter(({ product }) => product === granted.product).map(({ license }) => license)
  await endWithDay(tx, company, bridge, at)
}

async function insertUnderContract(tx: Tx, company: CompanyId, id: LicenseId, granted: Granted): Promise<void> {
  await sql`insert into license_owner (license_id, company_id) values (${id}, ${company})`.execute(tx)
  await sql`
    insert into license (company_id, id, contract_number, product, generation, quantity, term_until, dongle_serial,
      price_reference, renewal_reference)
    values (${company}, ${id}, ${granted.contract}, ${granted.product}, ${granted.generation}, ${granted.quantity},
      ${granted.until}::date, null, '', '')`.execute(tx)
}

/** Only what would end later: a term never grows here. */
export async function endWithDay(tx: Tx, company: CompanyId, licenses: readonly LicenseId[], at: Date): Promise<void> {
  const today = at.toISOString().slice(0, 10)
  await sql`
    update license set term_until = ${today}::date
    where company_id = ${company} and id = any(${[...licenses]}) and contract_number is null
      and term_until > ${today}::date`.execute(tx)
}
