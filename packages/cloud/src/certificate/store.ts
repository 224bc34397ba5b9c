import { assert } from '@undongle/core/assert'
import { canonicalJson } from '@undongle/core/canonical'
import { type Certificate, certificateSchema } from '@undongle/core/document/certificate'
import type { CertificateId, CompanyId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import { enqueue } from '../log/queue.ts'
import type { Unsigned } from '../transfer/transfer.ts'

export async function insertCertificate(tx: Tx, certificate: Unsigned<Certificate>): Promise<void> {
  const { jti, transfer, company } = certificate.claims
  await Promise.all([
    sql`
      insert into certificate (company_id, id, transfer_id, kid, claims)
      values (${company.id}, ${jti}, ${transfer}, ${certificate.kid}, ${canonicalJson(certificate.claims)})`.execute(
      tx,
    ),
    enqueue({ id: jti, company: company.id }).execute(tx),
  ])
}

export async function readCertificate(tx: Tx, company: CompanyId, id: CertificateId): Promise<Unsigned<Certificate>> {
  const found = await findCertificate(tx, company, id)
  assert(found, 'a certificate is asked for by the transfer that has it')
  return found
}

export async function findCertificate(
  tx: Tx,
  company: CompanyId,
  id: CertificateId,
): Promise<Unsigned<Certificate> | undefined> {
  const { rows } = await sql`
    select kid, claims from certificate where company_id = ${company} and id = ${id}`.execute(tx)
  if (rows.length === 0) return undefined
  const row = certificateRow.parse(rows[0])
  return { kid: row.kid, claims: row.claims }
}

const certificateRow = z.object({
  kid: z.string(),
  claims: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(certificateSchema),
})
