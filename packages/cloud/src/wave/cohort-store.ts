import { type CompanyId, idSchema } from '@undongle/core/id'
import type { CohortLicense } from '@undongle/core/wave/cohort'
import { type Opening, openingsFor } from '@undongle/core/wave/wave'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import { readAttributes, readWaves } from './read-waves.ts'

/** When each line opens for each of these dongles of a company, by serial and line [Q10]. */
export async function readOpenings(
  tx: Tx,
  company: CompanyId,
  serials: readonly string[],
): Promise<Map<string, Map<string, Opening>>> {
  const [waves, attributes, licenses] = await Promise.all([
    readWaves(tx, { companies: [company], serials }),
    readAttributes(tx, company),
    readCohortLicenses(tx, company, serials),
  ])
  return new Map(
    serials.map((serial) => [
      serial,
      openingsFor(waves, { serial, company, attributes, licenses: licenses.get(serial) ?? [] }),
    ]),
  )
}

/** What a cohort asks of the licenses that a company's contracts put on these dongles. */
async function readCohortLicenses(
  tx: Tx,
  company: CompanyId,
  serials: readonly string[],
): Promise<Map<string, CohortLicense[]>> {
  const { rows } = await sql`
    select license.dongle_serial as serial, product.line, license.product, license.generation, contract.kind,
      contract.reseller_id as reseller
    from license
    join contract on contract.company_id = license.company_id and contract.number = license.contract_number
    join product on product.id = license.product
    where license.company_id = ${company} and license.dongle_serial = any(${[...serials]})`.execute(tx)
  const bySerial = new Map<string, CohortLicense[]>()
  for (const { serial, ...license } of rows.map((row) => cohortRow.parse(row))) {
    const known = bySerial.get(serial)
    if (known === undefined) bySerial.set(serial, [license])
    else known.push(license)
  }
  return bySerial
}

const cohortRow = z.object({
  serial: z.string(),
  line: z.string(),
  product: z.string(),
  generation: z.string(),
  kind: z.enum(['commercial', 'educational', 'trial', 'demo']),
  reseller: idSchema('reseller').nullable(),
})
