import type { LedgerFault } from '@undongle/core/api/ledger'
import type { CustodyLink } from '@undongle/core/document/certificate'
import { idSchema } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../db/pool.ts'
import { type Deps, inCompany } from '../../deps.ts'
import { type CustodyRow, readCustodyRows } from './custody-rows.ts'
import { type Checked, fault, type Place, stretch } from './place.ts'

/** Of each license: that somebody owns it, that its chain has no gap, and that it ends where the license belongs. */
export function checkLicenses(deps: Deps, place: Place, limit: number): Promise<Checked> {
  const company = idSchema('company').parse(place.company)
  return inCompany(deps, company, async (tx) => {
    const licenses = await readLicenses(tx, company, place.id, limit)
    const chains = await readCustodyRows(
      tx,
      company,
      licenses.map(({ id }) => id),
    )
    const named = [...chains.values()].flatMap((chain) => chain.flatMap(({ link }) => link?.transfer ?? []))
    const moving = await readMovingTransfers(tx, company, named)
    const faults = licenses.flatMap((license) => {
      const chain = chains.get(license.id) ?? []
      return [
        ...ownerFaults(company, license),
        ...chainFaults(company, license, chain),
        ...nameFaults(company, chain, moving),
      ]
    })
    return stretch(licenses, limit, ({ id }) => id, faults)
  })
}

type LicenseRow = z.output<typeof licenseRow>

const licenseRow = z.object({
  id: z.string(),
  owner: z.string().nullable(),
  present: z.boolean(),
  dongle: z.string().nullable(),
})

/** Whatever speaks of a license: its row, its owner's, or a link of its chain. */
async function readLicenses(tx: Tx, company: string, after: string, limit: number): Promise<LicenseRow[]> {
  const { rows } = await sql`
    select named.id, owner.company_id as owner, license.id is not null as present, license.dongle_serial as dongle
    from (
      select license_id as id from license_owner where company_id = ${company} and license_id > ${after}
      union select id from license where company_id = ${company} and id > ${after}
      union select license_id from custody where company_id = ${company} and license_id > ${after}
      order by 1 limit ${limit}
    ) named
    left join license_owner owner on owner.license_id = named.id
    left join license on license.company_id = ${company} and license.id = named.id
    order by named.id`.execute(tx)
  return rows.map((row) => licenseRow.parse(row))
}

/** Those that moved licenses, and those that granted a temporary one. */
async function readMovingTransfers(tx: Tx, company: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql`
    select id from transfer
    where company_id = ${company} and id = any(${[...ids]})
      and (certificate_id is not null or result = 'temporary-subscription')`.execute(tx)
  return new Set(rows.map((row) => z.object({ id: z.string() }).parse(row).id))
}

function ownerFaults(company: string, { id, owner, present }: LicenseRow): LedgerFault[] {
  return [
    ...(owner === null ? [fault('owner-missing', ['license_owner', id])] : []),
    ...(present ? [] : [fault('license-missing', ['license', company, id])]),
  ]
}

function chainFaults(company: string, license: LicenseRow, chain: readonly CustodyRow[]): LedgerFault[] {
  if (chain.length === 0) return [fault('chain-missing', ['license', company, license.id])]
  const faults: LedgerFault[] = []
  let before: CustodyLink | undefined
  for (const { sequence, link } of chain) {
    const row = ['custody', company, license.id, String(sequence)]
    if (link === undefined) faults.push(fault('row-malformed', row))
    else if (!continues(before, link))
      faults.push(fault('chain-broken', row, `debits ${link.debit} after ${endOf(before)}`))
    before = link
  }
  const holder = before?.credit
  const homes = [
    `company:${license.owner ?? company}`,
    ...(license.dongle === null ? [] : [`dongle:${license.dongle}`]),
  ]
  if (holder !== undefined && !homes.includes(holder))
    faults.push(fault('holder-differs', ['license', company, license.id], `${holder} holds it`))
  return faults
}

const continues = (before: CustodyLink | undefined, link: CustodyLink): boolean =>
  link.sequence === (before?.sequence ?? 0) + 1 && link.debit === (before?.credit ?? 'vendor')

const endOf = (link: CustodyLink | undefined): string =>
  link === undefined ? 'nothing' : `link ${link.sequence} to ${link.credit}`

function nameFaults(company: string, chain: readonly CustodyRow[], moving: ReadonlySet<string>): LedgerFault[] {
  return chain.flatMap(({ license, sequence, link }) => {
    // A chain that a correction brought here names transfers of the company it came from: they are checked there.
    const transfer = link?.credit === `company:${company}` ? link.transfer : null
    if (transfer === null || moving.has(transfer)) return []
    return [fault('transfer-missing', ['custody', company, license, String(sequence)], transfer)]
  })
}
