import type { PoolConfig } from 'pg'
import pg from 'pg'
import { z } from 'zod'

// What the ledger says, read with SQL of this file's own as the database's superuser: nothing of the cloud's code is asked.

const factsSchema = z.object({
  licenses: z.array(z.object({ id: z.string(), company: z.string() })),
  custody: z.array(
    z.object({
      license: z.string(),
      company: z.string(),
      sequence: z.number(),
      debit: z.string(),
      credit: z.string(),
      transfer: z.string().nullable(),
    }),
  ),
  transfers: z.array(
    z.object({
      id: z.string(),
      company: z.string(),
      serial: z.string(),
      line: z.string(),
      state: z.string(),
      certificate: z.string().nullable(),
    }),
  ),
  certificates: z.array(z.object({ id: z.string(), transfer: z.string(), company: z.string(), claims: z.string() })),
  /** Those that may still be in use: not given back, and not three hours past their end. */
  permits: z.array(
    z.object({ dongle: z.string(), machine: z.string(), number: z.number(), licenses: z.array(z.string()) }),
  ),
})
export type Facts = z.infer<typeof factsSchema>

/** One statement, so that all of it is of one moment. */
const statement = `select json_build_object(
  'licenses', (select coalesce(json_agg(json_build_object('id', id, 'company', company_id)), '[]') from license),
  'custody', (select coalesce(json_agg(json_build_object('license', license_id, 'company', company_id, 'sequence', sequence,
    'debit', debit, 'credit', credit, 'transfer', transfer_id)), '[]') from custody),
  'transfers', (select coalesce(json_agg(json_build_object('id', id, 'company', company_id, 'serial', serial, 'line', line,
    'state', state, 'certificate', certificate_id)), '[]') from transfer),
  'certificates', (select coalesce(json_agg(json_build_object('id', id, 'transfer', transfer_id, 'company', company_id,
    'claims', claims)), '[]') from certificate),
  'permits', (select coalesce(json_agg(json_build_object('dongle', dongle, 'machine', license_server_id, 'number', number,
    'licenses', licenses)), '[]') from permit where returned_at is null and expires_at + interval '3 hours' > now())) as facts`

export async function readFacts(client: Pick<pg.Client, 'query'>): Promise<Facts> {
  const { rows } = await client.query(statement)
  return factsSchema.parse(rows[0]?.facts)
}

export async function withSuperuser<Result>(
  connection: PoolConfig,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined) // the query under way fails by itself
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
