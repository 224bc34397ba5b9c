import { ApiError } from '@undongle/core/api/error'
import { type Severity, type SupportCase, severities } from '@undongle/core/case/case'
import { type CompanyId, idSchema } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import { acrossCompanies } from '../db/across-companies.ts'
import type { Tx } from '../db/pool.ts'
import { type Deps, inCompany } from '../deps.ts'
import { caseColumns, toCase } from './row.ts'

export interface CasePage {
  readonly state: 'open' | 'decided'
  readonly limit: number
  readonly after: string | undefined
}

/** A case, and how much it presses today. */
export interface ListedCase {
  readonly listed: SupportCase
  readonly severity: Severity
}

/**
 * Production stops first, then the oldest: what bridged the time until yesterday is a production stop today.
 *
 * @param company undefined for support, who sees the cases of every company
 */
export function listCases(deps: Deps, company: CompanyId | undefined, page: CasePage): Promise<ListedCase[]> {
  const read = (tx: Tx) => readPage(tx, company, page, deps.now())
  return company === undefined ? acrossCompanies(deps, 'case.list', read) : inCompany(deps, company, read)
}

async function readPage(tx: Tx, company: CompanyId | undefined, page: CasePage, now: Date): Promise<ListedCase[]> {
  const today = now.toISOString().slice(0, 10)
  const rank = sql`case
    when severity = 'production-stop' or (severity = 'bridged' and bridged_until < ${today}::date) then 0
    when severity = 'bridged' then 1
    else 2 end`
  const after = page.after === undefined ? undefined : parseCursor(page.after)
  const { rows } = await sql`
    select ${caseColumns}, ${rank} as rank from support_case
    where (${company ?? null}::text is null or company_id = ${company ?? null})
      and (decided_at is not null) = ${page.state === 'decided'}
      and (${after?.rank ?? null}::int is null or (${rank}, id) > (${after?.rank ?? null}::int, ${after?.id ?? null}::text))
    order by rank, id limit ${page.limit}`.execute(tx)
  return rows.map((row) => ({ listed: toCase(row), severity: severities[rankRow.parse(row).rank] ?? 'ordinary' }))
}

const rankRow = z.object({ rank: z.int() })

/** Where the next page begins. */
export const cursorOf = ({ listed, severity }: ListedCase): string => `${severities.indexOf(severity)}.${listed.id}`

const cursorSchema = z.tuple([z.coerce.number().int().min(0).max(2), idSchema('case')])

/** @throws ApiError `request-invalid` */
function parseCursor(cursor: string): { rank: number; id: string } {
  const parsed = cursorSchema.safeParse(cursor.split('.'))
  if (!parsed.success) {
    const detail = 'is not where a page of cases ended'
    throw new ApiError('request-invalid', { fields: [{ pointer: '/query/after', detail }] })
  }
  const [rank, id] = parsed.data
  return { rank, id }
}
