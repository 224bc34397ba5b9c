import { idSchema } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import { type Deps, inCompany } from '../../deps.ts'
import { type Checked, fault, type Place, stretch } from './place.ts'

/** Of each certificate: that its transfer names it. What it says is checked with the transfer. */
export function checkCertificates(deps: Deps, { company: named, id }: Place, limit: number): Promise<Checked> {
  const company = idSchema('company').parse(named)
  return inCompany(deps, company, async (tx) => {
    const found = await sql`
      select certificate.id, certificate.transfer_id, transfer.certificate_id
      from certificate
      left join transfer on transfer.company_id = ${company} and transfer.id = certificate.transfer_id
      where certificate.company_id = ${company} and certificate.id > ${id}
      order by certificate.id limit ${limit}`.execute(tx)
    const rows = found.rows.map((row) => certificateRow.parse(row))
    const orphans = rows.filter((row) => row.certificate_id !== row.id)
    return stretch(
      rows,
      limit,
      (row) => row.id,
      orphans.map((row) => fault('certificate-orphaned', ['certificate', company, row.id], row.transfer_id)),
    )
  })
}

const certificateRow = z.object({ id: z.string(), transfer_id: z.string(), certificate_id: z.string().nullable() })
