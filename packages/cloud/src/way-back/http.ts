import { toSeconds } from '@undongle/core/time'
import { type Deps, inCompany } from '../deps.ts'
import { chosenCompany } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { readWayBacks } from './store.ts'

export function wayBackEndpoints(deps: Deps): Pick<Endpoints, 'way-back.list'> {
  return {
    'way-back.list': async ({ permission }) => {
      const company = chosenCompany(permission)
      const now = deps.now()
      const running = await inCompany(deps, company, (tx) => readWayBacks(tx, company, { now }))
      return {
        wayBacks: running.map(({ serial, line, until }) => ({
          serial,
          line,
          until: until.toISOString(),
          secondsLeft: toSeconds(until) - toSeconds(now),
        })),
      }
    },
  }
}
