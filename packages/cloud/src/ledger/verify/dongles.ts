import type { LedgerFault } from '@undongle/core/api/ledger'
import { certificateSchema } from '@undongle/core/document/certificate'
import { type CompanyId, idSchema } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../db/pool.ts'
import { type Deps, inCompany } from '../../deps.ts'
import { groupBy } from './group-by.ts'
import { type Checked, fault, type Place, stretch } from './place.ts'

/** Of each dongle: that the certificate that pins it speaks of it, and that what it waits for is open. */
export async function checkDongles(deps: Deps, { id }: Place, limit: number): Promise<Checked> {
  const found = await sql`
    select key_thumbprint, company_id, certificate_id, open_transfer_id, open_company_id from dongle_claim
    where key_thumbprint > ${id} order by key_thumbprint limit ${limit}`.execute(deps.db)
  const rows = found.rows.map((row) => claimRow.parse(row))
  const faults: LedgerFault[] = []
  const pinned = groupBy(rows, (row) => row.company_id)
  for (const [company, dongles] of pinned) {
    if (company !== null) faults.push(...(await inCompany(deps, company, (tx) => pinFaults(tx, company, dongles))))
  }
  const waiting = groupBy(rows, (row) => row.open_company_id)
  for (const [company, dongles] of waiting) {
    if (company !== null) faults.push(...(await inCompany(deps, company, (tx) => openFaults(tx, company, dongles))))
  }
  return stretch(rows, limit, (row) => row.key_thumbprint, faults)
}

type ClaimRow = z.output<typeof claimRow>

const claimRow = z.object({
  key_thumbprint: z.string(),
  company_id: idSchema('company').nullable(),
  certificate_id: z.string().nullable(),
  open_transfer_id: z.string().nullable(),
  open_company_id: idSchema('company').nullable(),
})

async function pinFaults(tx: Tx, company: CompanyId, dongles: readonly ClaimRow[]): Promise<LedgerFault[]> {
  const { rows } = await sql`
    select id, claims from certificate
    where company_id = ${company} and id = any(${dongles.map((row) => row.certificate_id)})`.execute(tx)
  const certificates = new Map(
    rows.map((row) => z.object({ id: z.string(), claims: z.string() }).parse(row)).map(toPair),
  )
  return dongles.flatMap((row) => {
    const speaksOf = certificates.get(row.certificate_id ?? '')
    if (speaksOf === row.key_thumbprint) return []
    return [fault('pin-differs', ['dongle_claim', row.key_thumbprint], `${row.certificate_id} speaks of ${speaksOf}`)]
  })
}

/** The dongle a certificate speaks of; none where it cannot be read. */
function toPair({ id, claims }: { id: string; claims: string }): [string, string | undefined] {
  try {
    return [id, certificateSchema.parse(JSON.parse(claims)).dongle.key]
  } catch {
    return [id, undefined]
  }
}

async function openFaults(tx: Tx, company: CompanyId, dongles: readonly ClaimRow[]): Promise<LedgerFault[]> {
  const { rows } = await sql`
    select id, dongle_key from transfer
    where company_id = ${company} and id = any(${dongles.map((row) => row.open_transfer_id)})
      and finished_at is null`.execute(tx)
  const open = new Map(
    rows
      .map((row) => z.object({ id: z.string(), dongle_key: z.string() }).parse(row))
      .map((row) => [row.id, row.dongle_key] as const),
  )
  return dongles
    .filter((row) => open.get(row.open_transfer_id ?? '') !== row.key_thumbprint)
    .map((row) => fault('open-missing', ['dongle_claim', row.key_thumbprint], row.open_transfer_id ?? ''))
}
