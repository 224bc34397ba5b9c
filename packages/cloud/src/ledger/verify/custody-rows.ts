import { type CustodyLink, custodyLinkSchema } from '@undongle/core/document/certificate'
import { toSeconds } from '@undongle/core/time'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../db/pool.ts'
import { groupBy } from './group-by.ts'

/** A link as it stands, also where it is none. */
export interface CustodyRow {
  readonly license: string
  readonly sequence: number
  readonly link: CustodyLink | undefined
}

/** Every link of these licenses, oldest first, by license. */
export async function readCustodyRows(
  tx: Tx,
  company: string,
  licenses: readonly string[],
): Promise<ReadonlyMap<string, readonly CustodyRow[]>> {
  const { rows } = await sql`
    select license_id, sequence, debit, credit, at, transfer_id as transfer from custody
    where company_id = ${company} and license_id = any(${[...licenses]})
    order by license_id, sequence`.execute(tx)
  return groupBy(rows.map(toRow), ({ license }) => license)
}

const rowSchema = z.object({
  license_id: z.string(),
  sequence: z.int(),
  debit: z.string(),
  credit: z.string(),
  at: z.date(),
  transfer: z.string().nullable(),
})

function toRow(found: unknown): CustodyRow {
  const { license_id, at, ...row } = rowSchema.parse(found)
  const link = custodyLinkSchema.safeParse({ ...row, at: toSeconds(at) })
  return { license: license_id, sequence: row.sequence, link: link.success ? link.data : undefined }
}
