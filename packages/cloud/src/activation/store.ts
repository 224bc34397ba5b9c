import type { ActivationBatch, BatchPlan } from '@undongle/core/api/activation'
import { type ActivationBatchId, type CompanyId, idSchema, type LicenseId, type ResellerId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'

export interface NewBatch {
  readonly id: ActivationBatchId
  readonly plan: BatchPlan
  readonly reseller: ResellerId | null
  readonly by: string
  readonly at: Date
}

/** @returns false when there is one of this id already */
export async function insertBatch(tx: Tx, { id, plan, reseller, by, at }: NewBatch): Promise<boolean> {
  const { term } = plan
  const { rows } = await sql`
    insert into activation_batch (id, product, generation, quantity, term_until, term_days, price_reference,
      renewal_reference, codes, uses_each, expires_at, reseller_id, made_by, made_at, note)
    values (${id}, ${plan.product}, ${plan.generation}, ${plan.quantity}, ${term.kind === 'until' ? term.until : null},
      ${term.kind === 'days' ? term.days : null}, ${plan.priceReference}, ${plan.renewalReference}, ${plan.codes},
      ${plan.usesEach}, ${plan.expiresAt}, ${reseller}, ${by}, ${at}, ${plan.note})
    on conflict (id) do nothing returning id`.execute(tx)
  return rows.length > 0
}

export async function insertCodes(tx: Tx, batch: NewBatch, hashes: readonly string[]): Promise<void> {
  await sql`
    insert into activation_code (hash, batch_id, uses_left)
    select hash, ${batch.id}, ${batch.plan.usesEach} from unnest(${[...hashes]}::text[]) as hash`.execute(tx)
}

/** @returns false where the reseller has no quota for the product; more than it holds violates `activation_quota_holds` */
export async function takeQuota(tx: Tx, asked: { reseller: ResellerId; product: string; uses: number }) {
  const { rows } = await sql`
    update activation_quota set made = made + ${asked.uses}
    where reseller_id = ${asked.reseller} and product = ${asked.product} returning made`.execute(tx)
  return rows.length > 0
}

export async function writeQuota(db: Db, quota: { reseller: ResellerId; product: string; uses: number }) {
  const { rows } = await sql`
    insert into activation_quota (reseller_id, product, uses, made)
    values (${quota.reseller}, ${quota.product}, ${quota.uses}, 0)
    on conflict (reseller_id, product) do update set uses = excluded.uses
    returning product, uses, made`.execute(db)
  return z.object({ product: z.string(), uses: z.int(), made: z.int() }).parse(rows[0])
}

/** Newest first; ids sort by the time they were made. */
export async function listBatches(
  db: Db | Tx,
  page: { limit: number; after: string | undefined; only: ResellerId | undefined },
): Promise<ActivationBatch[]> {
  const { rows } = await sql`
    select ${batchColumns} from activation_batch
    where (${page.after ?? null}::text is null or id < ${page.after ?? null})
      and (${page.only ?? null}::text is null or reseller_id = ${page.only ?? null})
    order by id desc limit ${page.limit}`.execute(db)
  return rows.map((row) => toBatch(batchRow.parse(row)))
}

export async function findBatch(db: Db | Tx, id: ActivationBatchId): Promise<ActivationBatch | undefined> {
  const { rows } = await sql`select ${batchColumns} from activation_batch where id = ${id}`.execute(db)
  return rows.length === 0 ? undefined : toBatch(batchRow.parse(rows[0]))
}

/** The first time stays. */
export async function withdrawBatch(db: Db | Tx, id: ActivationBatchId, at: Date): Promise<void> {
  await sql`update activation_batch set withdrawn_at = ${at} where id = ${id} and withdrawn_at is null`.execute(db)
}

export async function findBatchOfCode(tx: Tx, hash: string): Promise<ActivationBatch | undefined> {
  const { rows } = await sql`
    select ${batchColumns} from activation_batch
    where id = (select batch_id from activation_code where hash = ${hash})`.execute(tx)
  return rows.length === 0 ? undefined : toBatch(batchRow.parse(rows[0]))
}

/** Two who redeem the last use at once meet at its row: the second finds none left. @returns whether there was one */
export async function takeUse(tx: Tx, hash: string): Promise<boolean> {
  const { rows } = await sql`
    update activation_code set uses_left = uses_left - 1 where hash = ${hash} and uses_left > 0 returning hash`.execute(
    tx,
  )
  return rows.length > 0
}

export interface StoredActivation {
  readonly license: LicenseId
  readonly hash: string
  readonly at: Date
}

/** What the company redeemed under this license id, or else by this code. */
export async function findActivation(
  tx: Tx,
  company: CompanyId,
  by: { license: LicenseId; hash: string },
): Promise<StoredActivation | undefined> {
  const { rows } = await sql`
    select license_id as license, code_hash as hash, redeemed_at as at from activation
    where company_id = ${company} and (license_id = ${by.license} or code_hash = ${by.hash})
    order by (license_id = ${by.license}) desc, redeemed_at desc limit 1`.execute(tx)
  return rows.length === 0 ? undefined : activationRow.parse(rows[0])
}

const activationRow = z.object({ license: idSchema('license'), hash: z.string(), at: z.date() })

const batchColumns = sql.raw(`id, product, generation, quantity, term_until::text, term_days, price_reference,
  renewal_reference, codes, uses_each, expires_at, reseller_id, made_by, made_at, withdrawn_at, note,
  (select coalesce(sum(uses_left), 0)::int from activation_code where batch_id = activation_batch.id) as uses_left`)

const batchRow = z.object({
  id: idSchema('activationBatch'),
  product: z.string(),
  generation: z.string(),
  quantity: z.int(),
  term_until: z.string().nullable(),
  term_days: z.int().nullable(),
  price_reference: z.string(),
  renewal_reference: z.string(),
  codes: z.int(),
  uses_each: z.int(),
  expires_at: z.date(),
  reseller_id: idSchema('reseller').nullable(),
  made_by: z.string(),
  made_at: z.date(),
  withdrawn_at: z.date().nullable(),
  note: z.string(),
  uses_left: z.int(),
})

function toBatch(row: z.output<typeof batchRow>): ActivationBatch {
  return {
    id: row.id,
    product: row.product,
    generation: row.generation,
    quantity: row.quantity,
    term: termOf(row),
    codes: row.codes,
    usesEach: row.uses_each,
    expiresAt: row.expires_at.toISOString(),
    priceReference: row.price_reference,
    renewalReference: row.renewal_reference,
    note: row.note,
    reseller: row.reseller_id,
    madeBy: row.made_by,
    madeAt: row.made_at.toISOString(),
    withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
    usesLeft: row.uses_left,
  }
}

function termOf({ term_until: until, term_days: days }: z.output<typeof batchRow>): BatchPlan['term'] {
  if (until !== null) return { kind: 'until', until }
  return days === null ? { kind: 'perpetual' } : { kind: 'days', days }
}
