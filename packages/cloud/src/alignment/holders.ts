import type { Holders } from '@undongle/core/company/constellation'
import { type CompanyId, idSchema } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import { acrossCompanies } from '../db/across-companies.ts'
import type { Deps } from '../deps.ts'

/** Whose a dongle is: the vendor's word, the first transfer, and every company with a license that is still on it. */
export function readHolders(deps: Deps, company: CompanyId, serial: string): Promise<Holders> {
  return acrossCompanies(deps, 'alignment.holders', async (tx) => {
    const { rows } = await sql`
      /* across companies: two of them may have licenses on one dongle [Q28] */
      select
        (select company_id from dongle_assignment where serial = ${serial}) as assigned,
        (select company_id from dongle_claim where serial = ${serial} and company_id is not null limit 1) as pinned,
        array(
          select distinct license_owner.company_id from license
          join license_owner on license_owner.license_id = license.id and license_owner.company_id = license.company_id
          where license.dongle_serial = ${serial} and (
            select credit from custody
            where custody.company_id = license.company_id and custody.license_id = license.id
            order by sequence desc limit 1
          ) = ${`dongle:${serial}`}
        ) as holders`.execute(tx)
    return { company, ...holdersRow.parse(rows[0]) }
  })
}

const holdersRow = z.object({
  assigned: idSchema('company').nullable(),
  pinned: idSchema('company').nullable(),
  holders: z.array(idSchema('company')),
})
