import type { ActivationBatch } from '@undongle/core/api/activation'
import { type CompanyId, idSchema, type LicenseId } from '@undongle/core/id'
import { type License, licenseSchema } from '@undongle/core/license'
import { toSeconds } from '@undongle/core/time'
import { sql } from 'kysely'
import { z } from 'zod'
import { appendLinks } from '../custody/store.ts'
import type { Tx } from '../db/pool.ts'
import { toTerm } from '../license/term.ts'

/**
 * A license that begins in the cloud, under a contract of its own for each batch: it renews and is priced as what was sold otherwise.
 *
 * @param until its last day; null is perpetual
 */
export async function insertActivated(
  tx: Tx,
  company: CompanyId,
  { license, batch, until, at }: { license: LicenseId; batch: ActivationBatch; until: string | null; at: Date },
): Promise<void> {
  await sql`insert into license_owner (license_id, company_id) values (${license}, ${company})`.execute(tx)
  await sql`
    insert into contract (company_id, number, kind, registered, reseller_confirmed, reseller_id)
    values (${company}, ${batch.id}, 'commercial', true, true, ${batch.reseller})
    on conflict (company_id, number) do nothing`.execute(tx)
  await sql`
    insert into license (company_id, id, contract_number, product, generation, quantity, term_until, dongle_serial,
      price_reference, renewal_reference)
    values (${company}, ${license}, ${batch.id}, ${batch.product}, ${batch.generation}, ${batch.quantity},
      ${until}::date, null, ${batch.priceReference}, ${batch.renewalReference})`.execute(tx)
  const link = {
    sequence: 1,
    debit: 'vendor',
    credit: `company:${company}`,
    at: toSeconds(at),
    transfer: null,
  } as const
  await appendLinks(tx, company, new Map([[license, link]]))
}

/** As it is now: an import may have changed it since. */
export async function readActivated(tx: Tx, company: CompanyId, id: LicenseId): Promise<License> {
  const { rows } = await sql`
    select license.id, product.line, license.product, product.name, license.generation, license.quantity,
      license.term_until::text as until
    from license join product on product.id = license.product
    where license.company_id = ${company} and license.id = ${id}`.execute(tx)
  const { until, ...license } = activatedRow.parse(rows[0])
  return licenseSchema.parse({ ...license, term: toTerm(until) })
}

const activatedRow = z.object({
  id: idSchema('license'),
  line: z.string(),
  product: z.string(),
  name: z.string(),
  generation: z.string(),
  quantity: z.int(),
  until: z.string().nullable(),
})
