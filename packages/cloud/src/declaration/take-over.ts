import { placeSchema } from '@undongle/core/document/certificate'
import { type CompanyId, idSchema, type LicenseId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import { setCompany, type Tx } from '../db/pool.ts'
import type { Deps } from '../deps.ts'
import { emptyMeters, fillMeters } from '../meter/carry.ts'

/**
 * Gives licenses to another company, with the contract lines that name them, their whole chains, and the points that are left. The first company keeps what it knows
 * of them: its chains end with the link that leads away. Row-level security lets one company's rows be written at a time, so the
 * transaction works for the other one when this returns.
 */
export async function takeOver(
  deps: Pick<Deps, 'now' | 'random'>,
  tx: Tx,
  { from, to, licenses }: { from: CompanyId; to: CompanyId; licenses: readonly LicenseId[] },
): Promise<void> {
  const ids = [...licenses]
  await sql`
    update license_owner set company_id = ${to}
    where license_id = any(${ids}) and company_id = ${from}`.execute(tx)
  const { rows: sold } = await sql`
    select license.id, license.contract_number, license.product, license.generation, license.quantity,
      license.term_until::text as term_until, license.dongle_serial, license.price_reference, license.renewal_reference,
      contract.kind, contract.registered, contract.reseller_confirmed, contract.reseller_id
    from license
    left join contract on contract.company_id = license.company_id and contract.number = license.contract_number
    where license.company_id = ${from} and license.id = any(${ids})`.execute(tx)
  const { rows: links } = await sql`
    select license_id, sequence, debit, credit, at, transfer_id from custody
    where company_id = ${from} and license_id = any(${ids})
    order by license_id, sequence`.execute(tx)
  const carried = await emptyMeters(deps, tx, { from, to, licenses })
  await setCompany(tx, to)
  for (const row of sold.map((found) => soldRow.parse(found))) {
    if (row.contract_number !== null && row.kind !== null)
      await sql`
        insert into contract (company_id, number, kind, registered, reseller_confirmed, reseller_id)
        values (${to}, ${row.contract_number}, ${row.kind}, ${row.registered}, ${row.reseller_confirmed}, ${row.reseller_id})
        on conflict (company_id, number) do nothing`.execute(tx)
    await sql`
      insert into license (company_id, id, contract_number, product, generation, quantity, term_until, dongle_serial,
        price_reference, renewal_reference)
      values (${to}, ${row.id}, ${row.contract_number}, ${row.product}, ${row.generation}, ${row.quantity},
        ${row.term_until}::date, ${row.dongle_serial}, ${row.price_reference}, ${row.renewal_reference})
      on conflict (company_id, id) do nothing`.execute(tx)
  }
  for (const link of links.map((found) => linkRow.parse(found)))
    await sql`
      insert into custody (company_id, license_id, sequence, debit, credit, at, transfer_id)
      values (${to}, ${link.license_id}, ${link.sequence}, ${link.debit}, ${link.credit}, ${link.at}, ${link.transfer_id})
      on conflict (company_id, license_id, sequence) do nothing`.execute(tx)
  await fillMeters(deps, tx, { from, to }, carried)
}

const soldRow = z.object({
  id: idSchema('license'),
  contract_number: z.string().nullable(),
  product: z.string(),
  generation: z.string(),
  quantity: z.int(),
  term_until: z.string().nullable(),
  dongle_serial: z.string().nullable(),
  price_reference: z.string(),
  renewal_reference: z.string(),
  kind: z.string().nullable(),
  registered: z.boolean().nullable(),
  reseller_confirmed: z.boolean().nullable(),
  reseller_id: z.string().nullable(),
})

const linkRow = z.object({
  license_id: idSchema('license'),
  sequence: z.int(),
  debit: placeSchema,
  credit: placeSchema,
  at: z.date(),
  transfer_id: idSchema('transfer').nullable(),
})
