import type { Deps } from '../deps.ts'
import { machineOf } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { openAdmission } from './admission.ts'
import { checkOut, release } from './perform.ts'

export function leaseEndpoints(
  deps: Pick<Deps, 'ledger' | 'keys' | 'now'>,
): Pick<Endpoints, 'lease.put' | 'lease.release'> {
  const admission = openAdmission(deps)
  return {
    'lease.put': ({ permission, parameters, body: { product, previous, waits, user } }) =>
      checkOut(deps, admission, machineOf(permission), { id: parameters.lease, product, previous, waits, user }),
    'lease.release': ({ permission, parameters }) => release(admission, machineOf(permission), parameters.lease),
  }
}
