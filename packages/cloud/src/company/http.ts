import { ApiError } from '@undongle/core/api/error'
import { sql } from 'kysely'
import { z } from 'zod'
import { type Deps, inCompany } from '../deps.ts'
import { machineOf } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { rateLimit } from '../http/rate-limit.ts'
import { readVendor } from '../line/store.ts'

/** Names a License Server may try in a minute: enough for typing one, too few for trying many. */
const usernamesPerMinute = 60

export function companyEndpoints(deps: Deps): Pick<Endpoints, 'me.read' | 'username.check'> {
  const tried = rateLimit(usernamesPerMinute, deps.now)
  return {
    'me.read': async ({ permission }) => {
      const { principal, company, role } = permission
      const user = principal && 'user' in principal ? await deps.people.personOf(principal.user) : undefined
      if (user === undefined) throw new ApiError('not-signed-in')
      const found = company && { id: company, name: await readCompanyName(deps, company) }
      return { user, company: found ?? null, role, vendor: await readVendor(deps.db) }
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

async function readCompanyName(deps: Deps, company: NonNullable<Parameters<typeof inCompany>[1]>): Promise<string> {
  const { rows } = await inCompany(deps, company, (tx) =>
    sql`select name from company where company_id = ${company}`.execute(tx),
  )
  if (rows.length === 0) throw new ApiError('not-found')
  return z.object({ name: z.string() }).parse(rows[0]).name
}
