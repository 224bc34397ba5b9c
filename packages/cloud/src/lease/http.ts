import type { Deps } from '../deps.ts'
import { machineOf } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import type { CopyWatch } from '../machine/copied.ts'
import { openAdmission } from './admission.ts'
import { checkOut, release } from './perform.ts'

export function leaseEndpoints(
  deps: Pick<Deps, 'ledger' | 'keys' | 'now'>,
  watch: CopyWatch,
): Pick<Endpoints, 'lease.put' | 'lease.release'> {
  const admission = openAdmission(deps)
  return {
    'lease.put': async ({ permission, parameters, body: { product, previous, waits, user } }) => {
      const machine = machineOf(permission)
      const reply = await checkOut(deps, admission, machine, { id: parameters.lease, product, previous, waits, user })
      if (previous !== null) await watch(machine, previous)
      return reply
    },
    'lease.release': ({ permission, parameters }) => release(admission, machineOf(permission), parameters.lease),
  }
}
