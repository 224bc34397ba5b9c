import { ApiError } from '@undongle/core/api/error'
import type { ProductLine } from '@undongle/core/api/line'
import { type Product, productSchema } from '@undongle/core/license'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'
import { parsePolicy } from '../policy/store.ts'

/** Every product line with the newest version of its policy, by id. They are few, and the same for every company. */
export async function readLines(db: Db | Tx): Promise<ProductLine[]> {
  const { rows } = await sql`
    select id, name, newest.policy::text, wave.waves, wave.opens_at from product_line
    join lateral (
      select policy from policy_version where line = product_line.id order by version desc limit 1
    ) newest on true
    join lateral (
      select count(*)::int as waves,
        min(opens_at) filter (where cohort ->> 'kind' = 'everyone' and paused_at is null and not step_by_step) as opens_at
      from wave where wave.line = product_line.id
    ) wave on true
    order by id`.execute(db)
  return rows.map((row) => lineOf(lineRow.parse(row)))
}

export async function readLineIds(db: Db | Tx): Promise<string[]> {
  const { rows } = await sql`select id from product_line order by id`.execute(db)
  return rows.map((row) => z.object({ id: z.string() }).parse(row).id)
}

/** The whole catalog, by id. */
export async function readAllProducts(db: Db | Tx): Promise<Map<string, Product>> {
  const { rows } = await sql`
    select id, line, name, key, metered, online_only as "onlineOnly", ${bindingColumn} from product`.execute(db)
  return new Map(rows.map((row) => productSchema.parse(row)).map((product) => [product.id, product]))
}

/** The products named, by id. */
export async function readProducts(db: Db | Tx, ids: readonly string[]): Promise<Map<string, Product>> {
  const { rows } = await sql`
    select id, line, name, key, metered, online_only as "onlineOnly", ${bindingColumn} from product where id = any(${[...ids]})`.execute(
    db,
  )
  return new Map(rows.map((row) => productSchema.parse(row)).map((product) => [product.id, product]))
}

/** Null where the seats are everybody's. */
export const bindingColumn = sql.raw(
  `case when product.bound_to is not null then json_build_object('to', product.bound_to, 'moveDays', product.move_days) end as binding`,
)

const lineRow = z.object({
  id: z.string(),
  name: z.string(),
  policy: z.string(),
  waves: z.int(),
  opens_at: z.date().nullable(),
})

function lineOf(row: z.output<typeof lineRow>): ProductLine {
  const line = { id: row.id, name: row.name, policy: parsePolicy(row.policy) }
  if (row.waves === 0) return line
  return { ...line, waveOpensAt: row.opens_at?.toISOString() ?? null }
}

/** @throws ApiError `not-found` */
export async function findLine(db: Db | Tx, id: string): Promise<ProductLine> {
  const line = (await readLines(db)).find((candidate) => candidate.id === id)
  if (line === undefined) throw new ApiError('not-found', { detail: `line ${id}` })
  return line
}

/** @throws ApiError `not-found` */
export async function requireLine(db: Db | Tx, id: string): Promise<void> {
  const { rows } = await sql`select from product_line where id = ${id}`.execute(db)
  if (rows.length === 0) throw new ApiError('not-found', { detail: `line ${id}` })
}
