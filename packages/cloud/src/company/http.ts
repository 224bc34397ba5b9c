import { ApiError } from '@undongle/core/api/error'
import { type Deps, inCompany } from '../deps.ts'
import { machineOf } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { rateLimit } from '../http/rate-limit.ts'
import { readVendor } from '../vendor/store.ts'
import { findCompanyName } from './store.ts'

/** Names a License Server may try in a minute: enough for typing one, too few for trying many. */
const usernamesPerMinute = 60

export function companyEndpoints(deps: Deps): Pick<Endpoints, 'me.read' | 'username.check'> {
  const tried = rateLimit(usernamesPerMinute, deps.now)
  return {
    'me.read': async ({ permission }) => {
      const { principal, company, role } = permission
      const user = principal && 'user' in principal ? await deps.people.personOf(principal.user) : undefined
      if (user === undefined) throw new ApiError('not-signed-in')
      const name = company && (await inCompany(deps, company, (tx) => findCompanyName(tx, company)))
      return {
        user,
        company: company && name ? { id: company, name } : null,
        role,
        vendor: (await readVendor(deps.db)).name,
      }
    },
    'username.check': async ({ permission, parameters, context }) => {
      const { company, licenseServer } = machineOf(permission)
      const wait = tried.take(licenseServer)
      if (wait !== undefined) {
        context.header('retry-after', String(wait))
        throw new ApiError('rate-limited')
      }
      const members = await deps.people.membersOf(company, { users: [], usernames: [parameters.username] })
      return { username: parameters.username, inCompany: members.length > 0 }
    },
  }
}
