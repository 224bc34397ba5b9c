import { ApiError } from '@undongle/core/api/error'
import { acrossCompanies } from '../db/across-companies.ts'
import type { Deps } from '../deps.ts'
import type { Endpoints } from '../http/call.ts'
import { listCustomers, listResellers } from './store.ts'

export function resellerEndpoints(deps: Deps): Pick<Endpoints, 'reseller.list' | 'customer.list'> {
  return {
    'reseller.list': async ({ permission, query: { limit, after } }) => {
      const found = await listResellers(deps.db, { limit: limit + 1, after, only: permission.reseller })
      const resellers = found.slice(0, limit)
      return { resellers, next: found.length > limit ? (resellers.at(-1)?.id ?? null) : null }
    },
    'customer.list': async ({ permission, parameters: { reseller }, query: { limit, after } }) => {
      if (permission.reseller !== undefined && permission.reseller !== reseller)
        throw new ApiError('not-allowed', { detail: reseller })
      const found = await acrossCompanies(deps, 'customer.list', (tx) =>
        listCustomers(tx, reseller, { limit: limit + 1, after }),
      )
      const customers = found.slice(0, limit)
      return { customers, next: found.length > limit ? (customers.at(-1)?.company ?? null) : null }
    },
  }
}
