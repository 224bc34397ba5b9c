import type { Product } from '@undongle/core/license'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import { baseRowSchema } from './base-rows.ts'
import { type BaseCompany, lineOf } from './read-base.ts'

/**
 * The dongles on which more than one company has licenses. They are few, and found in one pass over an index: asking for each
 * dongle of the base would cost more than reading the base.
 *
 * @param tx of `acrossCompanies`
 */
export async function readSharedSerials(tx: Tx): Promise<ReadonlySet<string>> {
  const { rows } = await sql`
    /* across companies: two customers may share a dongle [Q28] */
    select dongle_serial as serial from license where dongle_serial is not null
    group by dongle_serial having min(company_id) <> max(company_id)`.execute(tx)
  return new Set(rows.map((row) => z.object({ serial: z.string() }).parse(row).serial))
}

/**
 * Puts onto each shared dongle what another company's contract puts there as well: a plan of the first company finds it, and
 * refuses it.
 *
 * @param tx of `acrossCompanies`
 */
export async function addForeignLines(
  tx: Tx,
  companies: readonly BaseCompany[],
  { shared, products }: { shared: ReadonlySet<string>; products: ReadonlyMap<string, Product> },
): Promise<void> {
  const held = companies.flatMap(({ dongles }) => dongles.filter(({ serial }) => shared.has(serial)))
  if (held.length === 0) return
  const { rows } = await sql`
    /* across companies: two customers may share a dongle [Q28] */
    select license.id, license.company_id as company, license.dongle_serial as serial, license.product,
      license.generation, license.quantity, license.term_until::text as until, null as kind, null as registered,
      null as confirmed, null as reseller, 'dongle:' || license.dongle_serial as place, 1 as sequence, null as enabled,
      null as assigned, null as pinned, null as certificate, false as granted, held.position
    from unnest(${held.map(({ serial }) => serial)}::text[], ${held.map(({ company }) => company)}::text[])
      with ordinality as held (serial, company, position)
    join license on license.dongle_serial = held.serial and license.company_id <> held.company`.execute(tx)
  for (const found of rows) {
    const row = foreignRow.parse(found)
    const line = lineOf(row, products)
    if (line !== undefined) held[row.position - 1]?.lines.push(line)
  }
}

const foreignRow = baseRowSchema.extend({ position: z.coerce.number().int() })
