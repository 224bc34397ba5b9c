import type { CompanyId, LicenseServerId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

/** What a machine's last request was answered with. */
export interface GivenAnswer {
  readonly number: number
  readonly requestHash: string
  readonly answer: string
  readonly replies: number
  readonly refused: number
}

/** Reads it and holds the row: of two that bring one request at once, the second gets what the first was given. */
export async function lockGivenAnswer(
  tx: Tx,
  company: CompanyId,
  licenseServer: LicenseServerId,
): Promise<GivenAnswer | undefined> {
  const { rows } = await sql`
    select number, request_hash, answer, replies, refused from courier_answer
    where company_id = ${company} and license_server_id = ${licenseServer} for update`.execute(tx)
  return rows.map((row) => givenRowSchema.parse(row))[0]
}

const givenRowSchema = z
  .object({
    number: z.coerce.number(),
    request_hash: z.string(),
    answer: z.string(),
    replies: z.number(),
    refused: z.number(),
  })
  .transform(({ request_hash: requestHash, ...row }): GivenAnswer => ({ ...row, requestHash }))

export async function writeGivenAnswer(
  tx: Tx,
  company: CompanyId,
  licenseServer: LicenseServerId,
  { number, requestHash, answer, replies, refused }: GivenAnswer,
  at: Date,
): Promise<void> {
  await sql`
    insert into courier_answer (company_id, license_server_id, number, request_hash, answer, replies, refused, answered_at)
    values (${company}, ${licenseServer}, ${number}, ${requestHash}, ${answer}, ${replies}, ${refused}, ${at})
    on conflict (company_id, license_server_id) do update set
      number = excluded.number, request_hash = excluded.request_hash, answer = excluded.answer,
      replies = excluded.replies, refused = excluded.refused, answered_at = excluded.answered_at`.execute(tx)
}
