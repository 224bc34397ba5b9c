import type { Deps } from '../deps.ts'
import { machineOf } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { checkIn } from './check-in.ts'
import { readEpochNow } from './require.ts'
import { startEpoch } from './start.ts'

export function epochEndpoints(deps: Deps): Pick<Endpoints, 'epoch.check-in' | 'epoch.read' | 'epoch.start'> {
  return {
    'epoch.check-in': ({ permission, body }) => checkIn(deps, machineOf(permission), body),
    'epoch.read': () => readEpochNow(deps),
    'epoch.start': ({ parameters }) => startEpoch(deps, parameters.epoch),
  }
}
