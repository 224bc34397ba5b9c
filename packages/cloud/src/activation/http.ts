import { ApiError } from '@undongle/core/api/error'
import type { Deps } from '../deps.ts'
import { chosenCompany, type Permission } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { readAllProducts } from '../line/store.ts'
import { findReseller } from '../reseller/store.ts'
import { makeBatch, whileQuotaHolds } from './make.ts'
import { redeem } from './redeem.ts'
import { findBatch, listBatches, withdrawBatch, writeQuota } from './store.ts'

type ActivationEndpoint =
  | 'activation-batch.make'
  | 'activation-batch.list'
  | 'activation-batch.withdraw'
  | 'activation-quota.put'
  | 'activation.redeem'

export function activationEndpoints(deps: Deps): Pick<Endpoints, ActivationEndpoint> {
  return {
    'activation-batch.make': ({ permission, parameters, body }) =>
      makeBatch(deps, parameters.batch, { plan: body, reseller: permission.reseller, by: makerOf(permission) }),
    'activation-batch.list': async ({ permission, query: { limit, after } }) => {
      const found = await listBatches(deps.db, { limit: limit + 1, after, only: permission.reseller })
      const batches = found.slice(0, limit)
      return { batches, next: found.length > limit ? (batches.at(-1)?.id ?? null) : null }
    },
    'activation-batch.withdraw': async ({ permission, parameters: { batch: id } }) => {
      const known = await findBatch(deps.db, id)
      // Another reseller's batch is nothing to this one.
      if (known === undefined || (permission.reseller !== undefined && permission.reseller !== known.reseller))
        throw new ApiError('not-found', { detail: id })
      await withdrawBatch(deps.db, id, deps.now())
      return { batch: (await findBatch(deps.db, id)) ?? known }
    },
    'activation-quota.put': async ({ parameters: { reseller, product }, body: { uses } }) => {
      const [known, products] = [await findReseller(deps.db, reseller), await readAllProducts(deps.db)]
      if (known === undefined || !products.has(product)) throw new ApiError('not-found', { detail: reseller })
      return whileQuotaHolds(() => writeQuota(deps.db, { reseller, product, uses }))
    },
    'activation.redeem': async ({ permission, parameters: { license }, body: { code }, address, context }) => {
      const { principal } = permission
      if (principal === undefined || !('user' in principal)) throw new ApiError('not-signed-in')
      const licenseServer = principal.kind === 'license-server' ? principal.licenseServer : null
      const company = chosenCompany(permission)
      const slow = (seconds: number) => context.header('retry-after', String(seconds))
      const done = await redeem(deps, { company, license, code, user: principal.user, licenseServer, address, slow })
      return { license: done.license, redeemedAt: done.redeemedAt.toISOString() }
    },
  }
}

/** The operator's token is nobody in particular. */
const makerOf = ({ principal }: Permission): string =>
  principal?.kind === 'person' ? principal.user : 'operator-token'
