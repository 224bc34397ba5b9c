import type { Deps } from '../deps.ts'
import { machineOf } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { checkOut, release } from './perform.ts'

export function leaseEndpoints(deps: Deps): Pick<Endpoints, 'lease.put' | 'lease.release'> {
  return {
    'lease.put': ({ permission, parameters, body }) =>
      checkOut(deps, machineOf(permission), { id: parameters.lease, ...body }),
    'lease.release': ({ permission, parameters }) => release(deps, machineOf(permission), parameters.lease),
  }
}
