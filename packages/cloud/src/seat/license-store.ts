import { type CompanyId, idSchema, type LicenseId, type LicenseServerId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

/** @returns undefined for another company's license, or none */
export async function findProduct(tx: Tx, company: CompanyId, license: LicenseId): Promise<string | undefined> {
  const { rows } = await sql`
    select product from license where company_id = ${company} and id = ${license}`.execute(tx)
  return rows.map((row) => z.object({ product: z.string() }).parse(row).product)[0]
}

/** Signed in or not. */
export async function isMachineOf(tx: Tx, company: CompanyId, machine: LicenseServerId): Promise<boolean> {
  const { rows } = await sql`
    select from license_server where company_id = ${company} and id = ${machine}`.execute(tx)
  return rows.length > 0
}

/** Licenses whose seats are machines' or persons', by id. */
export async function listBoundLicenses(tx: Tx, company: CompanyId, only: LicenseId | undefined) {
  const { rows } = await sql`
    select license.id, license.product, license.quantity, product.metered from license
    join product on product.id = license.product and product.bound_to is not null
    where license.company_id = ${company} and (${only ?? null}::text is null or license.id = ${only ?? null})
    order by license.id`.execute(tx)
  return rows.map((row) => boundLicense.parse(row))
}

const boundLicense = z.object({ id: idSchema('license'), product: z.string(), quantity: z.int(), metered: z.boolean() })
