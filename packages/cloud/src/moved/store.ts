import { type MovedEvent, movedEventSchema, movedKinds } from '@undongle/core/api/moved'
import type { CompanyId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

/** Behind which event a page begins. */
export interface Mark {
  readonly at: Date
  readonly id: string
}

/** What the ERP has not acknowledged, of all companies, oldest first; what is told for a later day has not happened yet. */
export async function listWaiting(
  tx: Tx,
  page: { now: Date; limit: number; after: Mark | undefined },
): Promise<MovedEvent[]> {
  const { rows } = await sql`
    select outbox.id, outbox.company_id as company, company.name as "companyName", outbox.kind, outbox.at,
      outbox.facts->>'transfer' as transfer, outbox.facts->>'certificate' as certificate,
      outbox.facts->>'serial' as dongle, outbox.facts->>'line' as line, outbox.facts->>'until' as until,
      array(select custody.license_id from custody
        where custody.company_id = outbox.company_id and custody.transfer_id = outbox.facts->>'transfer'
        order by custody.license_id) as licenses
    from outbox join company on company.company_id = outbox.company_id
    where outbox.sent_at is null and outbox.at <= ${page.now} and outbox.kind = any(${Object.keys(movedKinds)}::text[])
      and (${page.after?.at ?? null}::timestamptz is null
        or (outbox.at, outbox.id) > (${page.after?.at ?? null}::timestamptz, ${page.after?.id ?? null}))
    order by outbox.at, outbox.id limit ${page.limit}`.execute(tx)
  return rows.map((row) => movedEventSchema.parse(eventRow.parse(row)))
}

const eventRow = z.looseObject({ at: z.date().transform((at) => at.toISOString()) })

/** @returns how many of them were not acknowledged before */
export async function acknowledge(tx: Tx, company: CompanyId, ids: readonly string[], at: Date): Promise<number> {
  const { rows } = await sql`
    update outbox set sent_at = ${at}
    where company_id = ${company} and id = any(${[...ids]}) and kind = any(${Object.keys(movedKinds)}::text[])
      and sent_at is null and at <= ${at}
    returning id`.execute(tx)
  return rows.length
}
