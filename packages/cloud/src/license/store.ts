import type { HeldLicense } from '@undongle/core/api/license'
import { placeSchema } from '@undongle/core/document/certificate'
import { type CompanyId, idSchema } from '@undongle/core/id'
import { licenseSchema } from '@undongle/core/license'
import { decideTopUp } from '@undongle/core/meter/top-up'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import { toTerm } from './term.ts'

/** A company's licenses in the order of their ids, wherever they are. */
export async function listLicenses(
  tx: Tx,
  company: CompanyId,
  page: { limit: number; after: string | undefined },
): Promise<Omit<HeldLicense, 'waveOpensAt'>[]> {
  const { rows } = await sql`
    select license.id, product.line, license.product, product.name, license.generation, license.quantity,
      license.term_until::text as term_until, license.dongle_serial, contract.number, contract.kind, custody.credit,
      custody.transfer_id, license.price_reference, license.renewal_reference, license.users, product.metered,
      meter.granted_quantity, meter.granted_until::text as granted_until, last.balance
    from license
    join product on product.id = license.product
    join license_owner on license_owner.license_id = license.id and license_owner.company_id = license.company_id
    left join contract on contract.company_id = license.company_id and contract.number = license.contract_number
    join lateral (
      select credit, transfer_id from custody
      where custody.company_id = license.company_id and custody.license_id = license.id
      order by sequence desc limit 1
    ) custody on true
    left join meter on meter.company_id = license.company_id and meter.license_id = license.id
    left join lateral (
      select balance from meter_entry entry
      where entry.company_id = license.company_id and entry.license_id = license.id
      order by number desc limit 1
    ) last on true
    where license.company_id = ${company} and (${page.after ?? null}::text is null or license.id > ${page.after ?? null})
    order by license.id limit ${page.limit}`.execute(tx)
  return rows.map((row) => toHeld(heldRow.parse(row)))
}

const heldRow = z.object({
  id: idSchema('license'),
  line: z.string(),
  product: z.string(),
  name: z.string(),
  generation: z.string(),
  quantity: z.int(),
  term_until: z.string().nullable(),
  dongle_serial: z.string().nullable(),
  number: z.string().nullable(),
  kind: z.enum(['commercial', 'educational', 'trial', 'demo']).nullable(),
  credit: placeSchema,
  transfer_id: idSchema('transfer').nullable(),
  price_reference: z.string(),
  renewal_reference: z.string(),
  users: z.array(z.string()),
  metered: z.boolean(),
  granted_quantity: z.int().nullable(),
  granted_until: z.string().nullable(),
  balance: z.int().nullable(),
})

function toHeld(row: z.output<typeof heldRow>): Omit<HeldLicense, 'waveOpensAt'> {
  const { id, line, product, name, generation, quantity } = row
  return {
    license: licenseSchema.parse({ id, line, product, name, generation, quantity, term: toTerm(row.term_until) }),
    contract: row.number ?? '',
    kind: row.kind ?? 'temporary',
    place: row.credit.startsWith('company:') ? 'cloud' : 'dongle',
    dongle: row.dongle_serial,
    transfer: row.transfer_id,
    priceReference: row.price_reference,
    renewalReference: row.renewal_reference,
    metered: row.metered,
    points: row.metered && row.credit.startsWith('company:') ? pointsLeft(row) : null,
    users: row.users,
  }
}

/** With those that it is due and that nobody has asked for yet. */
function pointsLeft({ quantity, balance, ...row }: z.output<typeof heldRow>): number {
  const granted =
    row.granted_quantity === null ? null : { quantity: row.granted_quantity, term: toTerm(row.granted_until) }
  return (balance ?? 0) + (decideTopUp(granted, { quantity, term: toTerm(row.term_until) })?.points ?? 0)
}
