import { type ActivationCode, makeActivationCode, showActivationCode } from '@undongle/core/activation/code'
import type { ActivationBatch, BatchPlan } from '@undongle/core/api/activation'
import { ApiError } from '@undongle/core/api/error'
import { hashValue } from '@undongle/core/hash'
import type { ActivationBatchId, ResellerId } from '@undongle/core/id'
import { transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import { readProducts } from '../line/store.ts'
import { findBatch, insertBatch, insertCodes, takeQuota } from './store.ts'

/** As the database keeps a code. */
export const hashOfCode = (code: ActivationCode): string => hashValue({ 'activation-code': code })

/**
 * Makes a batch of codes, which this answer alone shows. The same id again is refused: its codes can't be shown a second time, and
 * whoever lost the answer withdraws the batch and makes another.
 *
 * @throws ApiError `activation-id-reused`, `activation-quota-used-up`, `request-invalid`
 */
export async function makeBatch(
  deps: Deps,
  id: ActivationBatchId,
  asked: { plan: BatchPlan; reseller: ResellerId | undefined; by: string },
): Promise<{ batch: ActivationBatch; codes: string[] }> {
  const { plan, reseller, by } = asked
  const at = deps.now()
  if (Date.parse(plan.expiresAt) <= at.getTime()) throw wrong('/expiresAt', 'is over already')
  if (!(await readProducts(deps.db, [plan.product])).has(plan.product)) throw wrong('/product', 'is not a product')
  const codes = Array.from({ length: plan.codes }, () => makeActivationCode(deps.random))
  const batch = { id, plan, reseller: reseller ?? null, by, at }
  return whileQuotaHolds(() =>
    transaction(
      deps.db,
      async (tx) => {
        if (!(await insertBatch(tx, batch))) throw new ApiError('activation-id-reused')
        const uses = plan.codes * plan.usesEach
        if (reseller !== undefined && !(await takeQuota(tx, { reseller, product: plan.product, uses })))
          throw new ApiError('activation-quota-used-up')
        await insertCodes(tx, batch, codes.map(hashOfCode))
        const made = await findBatch(tx, id)
        if (made === undefined) throw new ApiError('internal-error', { detail: `${id} was made and is not there` })
        return { batch: made, codes: codes.map(showActivationCode) }
      },
      { random: () => (deps.random(1)[0] ?? 0) / 256 },
    ),
  )
}

/** The limit is a constraint of the database: whoever comes second in a race is refused by it. */
export async function whileQuotaHolds<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && 'constraint' in error && error.constraint === 'activation_quota_holds')
      throw new ApiError('activation-quota-used-up')
    throw error
  }
}

const wrong = (pointer: string, detail: string): ApiError =>
  new ApiError('request-invalid', { fields: [{ pointer, detail }] })
