import { type Place, placeSchema } from '@undongle/core/document/certificate'
import { type CompanyId, idSchema, type LicenseId, type ResellerId } from '@undongle/core/id'
import { licenseSchema } from '@undongle/core/license'
import type { ContractLine } from '@undongle/core/transfer/plan'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import { toTerm } from './term.ts'

/** A line of a contract, with the dongle that gave the license away; null where none did. */
export interface HeldLine extends ContractLine {
  readonly leftDongle: Place | null
  /** Who sold it and looks after the customer. */
  readonly reseller: ResellerId | null
}

/** The company's lines that a dongle is about: those its contract puts on this serial, and those the dongle names. */
export async function readContractLines(
  tx: Tx,
  company: CompanyId,
  dongle: { serial: string; ids: readonly LicenseId[] },
): Promise<HeldLine[]> {
  const { rows } = await sql`
    select license.id, product.line, license.product, product.name, license.generation, license.quantity,
      license.term_until::text as term_until, contract.number, contract.kind, contract.registered,
      contract.reseller_confirmed, contract.reseller_id, product.metered, custody.sequence, custody.credit, away.debit as left_dongle
    from license
    join contract on contract.company_id = license.company_id and contract.number = license.contract_number
    join product on product.id = license.product
    join lateral (
      select sequence, credit from custody
      where custody.company_id = license.company_id and custody.license_id = license.id
      order by sequence desc limit 1
    ) custody on true
    left join lateral (
      select debit from custody
      where custody.company_id = license.company_id and custody.license_id = license.id
        and debit like 'dongle:%' and credit like 'company:%'
      order by sequence desc limit 1
    ) away on true
    where license.company_id = ${company}
      -- By id, never by looking through all licenses of the company: an "or" of both is that, wherever statistics are young.
      and license.id = any(${[...dongle.ids]}::text[] || array(
        select sold.id from license sold where sold.company_id = ${company} and sold.dongle_serial = ${dongle.serial}
      ))
      -- What went to another account while it was on its dongle is that one's to move [Q28].
      and not (custody.credit like 'dongle:%' and exists (
        select 1 from license_owner owner where owner.license_id = license.id and owner.company_id <> license.company_id
      ))
    order by license.id`.execute(tx)
  return rows.map((row) => toLine(company, lineRow.parse(row)))
}

/** Which of these licenses are another company's. */
export async function readForeignOwners(
  tx: Tx,
  company: CompanyId,
  ids: readonly LicenseId[],
): Promise<Map<LicenseId, CompanyId>> {
  const { rows } = await sql`
    select license_id, company_id from license_owner
    where license_id = any(${[...ids]}) and company_id <> ${company}`.execute(tx)
  return new Map(
    rows.map((row) => ownerRow.parse(row)).map(({ license_id, company_id }) => [license_id, company_id] as const),
  )
}

const lineRow = z.object({
  id: idSchema('license'),
  line: z.string(),
  product: z.string(),
  name: z.string(),
  generation: z.string(),
  quantity: z.int(),
  term_until: z.string().nullable(),
  number: z.string(),
  kind: z.enum(['commercial', 'educational', 'trial', 'demo']),
  registered: z.boolean(),
  reseller_confirmed: z.boolean(),
  reseller_id: idSchema('reseller').nullable(),
  metered: z.boolean(),
  sequence: z.int(),
  left_dongle: placeSchema.nullable(),
  credit: placeSchema,
})
const ownerRow = z.object({ license_id: idSchema('license'), company_id: idSchema('company') })

function toLine(company: CompanyId, row: z.output<typeof lineRow>): HeldLine {
  const { id, line, product, name, generation, quantity } = row
  return {
    license: licenseSchema.parse({ id, line, product, name, generation, quantity, term: toTerm(row.term_until) }),
    company,
    contract: row.number,
    kind: row.kind,
    registered: row.registered,
    resellerConfirmed: row.reseller_confirmed,
    metered: row.metered,
    place: row.credit,
    leftDongle: row.left_dongle,
    reseller: row.reseller_id,
    sequence: row.sequence,
  }
}
