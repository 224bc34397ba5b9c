import type { CompanyId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

/** @returns undefined for a company without a contract yet */
export async function findCompanyName(tx: Tx, company: CompanyId): Promise<string | undefined> {
  const { rows } = await sql`select name from company where company_id = ${company}`.execute(tx)
  return rows.length === 0 ? undefined : nameRow.parse(rows[0]).name
}

const nameRow = z.object({ name: z.string() })
