import { placeSchema } from '@undongle/core/document/certificate'
import { idSchema } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

const rowsAtOnce = 2000

/**
 * Every license the vendor sold, and every dongle that holds none, by company and dongle. A batch is fetched while the one before
 * it is looked at; the database keeps the rest.
 *
 * @param tx of `acrossCompanies`
 */
export async function* readBaseRows(tx: Tx): AsyncGenerator<unknown[]> {
  await sql`declare base no scroll cursor for ${baseQuery}`.execute(tx)
  const fetch = () => sql`fetch forward ${sql.lit(rowsAtOnce)} from base`.execute(tx)
  let next = fetch()
  for (;;) {
    const { rows } = await next
    if (rows.length === 0) return
    next = fetch()
    yield rows
  }
}

const baseQuery = sql.raw(`
  /* across companies: the vendor looks at what it sold to all of them */
  select license.company_id as company, license.dongle_serial as serial, license.id, license.product, license.generation,
    license.quantity, license.term_until::text as until, contract.kind, contract.registered,
    contract.reseller_confirmed as confirmed, contract.reseller_id as reseller, custody.credit as place, custody.sequence,
    dongle.enabled, dongle.company_id as assigned, claim.company_id as pinned, claim.certificate_id as certificate,
    claim.temporary_granted_at is not null as granted
  from license
  left join contract on contract.company_id = license.company_id and contract.number = license.contract_number
  join lateral (
    select credit, sequence from custody
    where custody.company_id = license.company_id and custody.license_id = license.id
    order by sequence desc limit 1
  ) custody on true
  left join dongle_assignment dongle on dongle.serial = license.dongle_serial
  left join dongle_claim claim on claim.key_thumbprint = dongle.key_thumbprint
  union all
  select dongle.company_id, dongle.serial, null, null, null, null, null, null, null, null, null, null, null,
    dongle.enabled, dongle.company_id, claim.company_id, claim.certificate_id, claim.temporary_granted_at is not null
  from dongle_assignment dongle
  left join dongle_claim claim on claim.key_thumbprint = dongle.key_thumbprint
  where not exists (select from license where license.dongle_serial = dongle.serial)
  order by 1 nulls first, 2 nulls first`)

/** Of a license; where there is no id, of a dongle without any. */
export const baseRowSchema = z.object({
  id: idSchema('license').nullable(),
  company: idSchema('company').nullable(),
  serial: z.string().nullable(),
  product: z.string().nullable(),
  generation: z.string().nullable(),
  quantity: z.int().nullable(),
  until: z.string().nullable(),
  kind: z.enum(['commercial', 'educational', 'trial', 'demo']).nullable(),
  registered: z.boolean().nullable(),
  confirmed: z.boolean().nullable(),
  reseller: idSchema('reseller').nullable(),
  place: placeSchema.nullable(),
  sequence: z.int().nullable(),
  enabled: z.boolean().nullable(),
  assigned: idSchema('company').nullable(),
  pinned: idSchema('company').nullable(),
  certificate: idSchema('certificate').nullable(),
  granted: z.boolean(),
})
export type BaseRow = z.output<typeof baseRowSchema>
