import type { LedgerFault } from '@undongle/core/api/ledger'
import type { CanonicalValue } from '@undongle/core/canonical'
import type { CompanyId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../db/pool.ts'
import { type Deps, inCompany } from '../../deps.ts'
import type { RegisteredCertificate } from '../../register/register.ts'
import { groupBy } from './group-by.ts'
import { type Checked, fault, type Place } from './place.ts'

/**
 * Of each certificate of the register, which is kept outside the database: that the database has it, and would sign the same
 * bytes. A row that was changed signs well again; only here it shows.
 */
export async function checkRegister(deps: Deps, { id }: Place, limit: number): Promise<Checked> {
  const from = id === '' ? 0 : Number(id) + 1
  const certificates = await deps.register.certificates.read(from, limit)
  const faults: LedgerFault[] = []
  for (const [company, own] of groupBy(certificates, (certificate) => certificate.company))
    faults.push(...(await inCompany(deps, company, (tx) => registerFaults(deps, tx, company, own))))
  const last = certificates.length < limit ? undefined : String(from + certificates.length - 1)
  return { rows: certificates.length, faults, last }
}

async function registerFaults(
  deps: Deps,
  tx: Tx,
  company: CompanyId,
  registered: readonly RegisteredCertificate[],
): Promise<LedgerFault[]> {
  const { rows } = await sql`
    select id, kid, claims from certificate
    where company_id = ${company} and id = any(${registered.map(({ id }) => id)})`.execute(tx)
  const kept = new Map(rows.map((row) => certificateRow.parse(row)).map((row) => [row.id, row] as const))
  return registered.flatMap(({ id, document }) => {
    const found = kept.get(id)
    if (found === undefined) return [fault('register-forgotten', ['certificate', company, id])]
    return sign(deps, found) === document ? [] : [fault('register-differs', ['certificate', company, id])]
  })
}

const certificateRow = z.object({ id: z.string(), kid: z.string(), claims: z.string() })

function sign({ keys }: Deps, { kid, claims }: z.output<typeof certificateRow>): string | undefined {
  try {
    return keys.sign('certificate', kid, JSON.parse(claims) as CanonicalValue)
  } catch {
    return undefined
  }
}
