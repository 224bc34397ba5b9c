import { type CompanyId, idSchema, type LicenseId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'

/** What an import may refer to and what is of no company. */
export interface KnownOfAll {
  readonly products: ReadonlySet<string>
  readonly resellers: ReadonlySet<string>
  /** The company of each license asked about. */
  readonly owners: ReadonlyMap<LicenseId, CompanyId>
}

export async function readKnownOfAll(db: Db | Tx, licenses: readonly LicenseId[]): Promise<KnownOfAll> {
  const products = await sql`select id from product`.execute(db)
  const resellers = await sql`select id from reseller`.execute(db)
  const owners = await sql`
    select license_id, company_id from license_owner where license_id = any(${[...licenses]})`.execute(db)
  return {
    products: new Set(products.rows.map((row) => idRow.parse(row).id)),
    resellers: new Set(resellers.rows.map((row) => idRow.parse(row).id)),
    owners: new Map(owners.rows.map((row) => ownerRow.parse(row)).map((row) => [row.license_id, row.company_id])),
  }
}

const idRow = z.object({ id: z.string() })
const ownerRow = z.object({ license_id: idSchema('license'), company_id: idSchema('company') })
