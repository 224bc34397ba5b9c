import type { CompanyId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

/** Licenses of these lines that the company has in the cloud and that still run [Q52]. */
export async function countUsable(
  tx: Tx,
  company: CompanyId,
  { lines, now }: { lines: readonly string[]; now: Date },
): Promise<number> {
  const today = now.toISOString().slice(0, 10)
  const { rows } = await sql`
    select count(*)::int as usable from license
    join product on product.id = license.product
    where license.company_id = ${company} and product.line = any(${[...lines]})
      and (license.term_until is null or license.term_until >= ${today}::date)
      and (
        select credit from custody
        where custody.company_id = license.company_id and custody.license_id = license.id
        order by sequence desc limit 1
      ) = ${`company:${company}`}`.execute(tx)
  return z.object({ usable: z.int() }).parse(rows[0]).usable
}
