import { type CustodyLink, custodyLinkSchema } from '@undongle/core/document/certificate'
import { type CompanyId, idSchema, type LicenseId } from '@undongle/core/id'
import { fromSeconds, toSeconds } from '@undongle/core/time'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

/** The whole chain of each license, oldest link first. */
export async function readChains(
  tx: Tx,
  company: CompanyId,
  licenses: readonly LicenseId[],
): Promise<Map<LicenseId, CustodyLink[]>> {
  const { rows } = await sql`
    select license_id, sequence, debit, credit, at, transfer_id as transfer from custody
    where company_id = ${company} and license_id = any(${[...licenses]})
    order by license_id, sequence`.execute(tx)
  const chains = new Map<LicenseId, CustodyLink[]>()
  for (const row of rows.map((found) => linkRow.parse(found))) {
    const { license_id, at, ...link } = row
    const chain = chains.get(license_id) ?? []
    chain.push(custodyLinkSchema.parse({ ...link, at: toSeconds(at) }))
    chains.set(license_id, chain)
  }
  return chains
}

/** Appends one link to each chain. Two that append the same sequence collide in the primary key. */
export async function appendLinks(
  tx: Tx,
  company: CompanyId,
  links: ReadonlyMap<LicenseId, CustodyLink>,
): Promise<void> {
  const rows = [...links].map(([license, link]) => ({ license, link }))
  await sql`
    insert into custody (company_id, license_id, sequence, debit, credit, at, transfer_id)
    select ${company}, link.license, link.sequence, link.debit, link.credit, link.at, link.transfer
    from unnest(
      ${rows.map(({ license }) => license)}::text[], ${rows.map(({ link }) => link.sequence)}::int[],
      ${rows.map(({ link }) => link.debit)}::text[], ${rows.map(({ link }) => link.credit)}::text[],
      ${rows.map(({ link }) => fromSeconds(link.at))}::timestamptz[], ${rows.map(({ link }) => link.transfer)}::text[]
    ) as link (license, sequence, debit, credit, at, transfer)`.execute(tx)
}

const linkRow = z.object({
  license_id: idSchema('license'),
  sequence: z.int(),
  debit: z.string(),
  credit: z.string(),
  at: z.date(),
  transfer: idSchema('transfer').nullable(),
})
