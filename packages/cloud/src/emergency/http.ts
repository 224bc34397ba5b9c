import { ApiError } from '@undongle/core/api/error'
import type { UserId } from '@undongle/core/id'
import { addDays } from '@undongle/core/time'
import type { Deps } from '../deps.ts'
import type { Permission } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { requireLine } from '../line/store.ts'
import { switchEmergency } from './perform.ts'
import { listEmergencies, type StoredEmergency } from './store.ts'

type EmergencyEndpoint = 'emergency.put' | 'emergency.end' | 'emergency.list'

export function emergencyEndpoints(deps: Deps): Pick<Endpoints, EmergencyEndpoint> {
  return {
    'emergency.put': async ({ permission, parameters: { line }, body: { days, reason } }) => {
      const at = deps.now()
      return recorded(
        await switchEmergency(deps, { line, until: addDays(at, days), reason, at, by: personOf(permission) }),
      )
    },
    'emergency.end': async ({ permission, parameters: { line }, body: { reason } }) => {
      const at = deps.now()
      return recorded(await switchEmergency(deps, { line, until: at, reason, at, by: personOf(permission) }))
    },
    'emergency.list': async ({ parameters: { line } }) => {
      await requireLine(deps.db, line)
      return { emergencies: (await listEmergencies(deps.db, line)).map(recorded) }
    },
  }
}

/** Who took a rule away for every customer has a name. @throws ApiError `person-needed` */
function personOf({ principal }: Permission): UserId {
  if (principal?.kind !== 'person') throw new ApiError('person-needed')
  return principal.user
}

const recorded = ({ number, until, reason, switchedAt, switchedBy }: StoredEmergency) => ({
  number,
  until: until.toISOString(),
  reason,
  switchedAt: switchedAt.toISOString(),
  switchedBy,
})
