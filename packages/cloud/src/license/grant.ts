import type { CompanyId } from '@undongle/core/id'
import { sql } from 'kysely'
import type { Tx } from '../db/pool.ts'
import type { GrantedLicense } from '../ledger/ledger.ts'

/** A license that no contract names: it has an end, and no dongle [Q53]. */
export async function grantLicense(tx: Tx, company: CompanyId, { id, like, until }: GrantedLicense): Promise<void> {
  await Promise.all([
    sql`insert into license_owner (license_id, company_id) values (${id}, ${company})`.execute(tx),
    sql`
      insert into license (company_id, id, contract_number, product, generation, quantity, term_until, dongle_serial,
        price_reference, renewal_reference)
      values (${company}, ${id}, null, ${like.product}, ${like.generation}, ${like.quantity}, ${until}::date, null,
        '', '')`.execute(tx),
  ])
}
