import type { ResultDocument } from '@undongle/core/document/result'
import { type CompanyId, makeId, type TransferId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { addDays, toSeconds } from '@undongle/core/time'
import { sql } from 'kysely'
import { appendLinks } from '../custody/store.ts'
import type { Tx } from '../db/pool.ts'
import type { Deps } from '../deps.ts'

/** A license of its own in the cloud, like the key license on the dongle but with an end: the dongle's stays where it is [Q53]. */
export async function grantTemporary(
  { random }: Pick<Deps, 'random'>,
  tx: Tx,
  grant: { company: CompanyId; transfer: TransferId; license: License; days: number; now: Date },
): Promise<NonNullable<ResultDocument['temporary']>> {
  const { company, license, now } = grant
  const id = makeId('license', now, random)
  const until = addDays(now, grant.days).toISOString().slice(0, 10)
  await sql`
    insert into license_owner (license_id, company_id) values (${id}, ${company})`.execute(tx)
  await sql`
    insert into license (company_id, id, contract_number, product, generation, quantity, term_until, dongle_serial,
      price_reference, renewal_reference)
    values (${company}, ${id}, null, ${license.product}, ${license.generation}, ${license.quantity}, ${until}::date, null,
      '', '')`.execute(tx)
  await appendLinks(
    tx,
    company,
    new Map([
      [
        id,
        {
          sequence: 1,
          debit: 'vendor',
          credit: `company:${company}`,
          at: toSeconds(now),
          transfer: grant.transfer,
        },
      ],
    ]),
  )
  return { license: id, product: license.product, until }
}
