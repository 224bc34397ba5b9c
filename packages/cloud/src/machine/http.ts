import type { Deps } from '../deps.ts'
import { chosenCompany } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { declareGone, readMachines } from './gone.ts'

export function machineEndpoints(deps: Deps): Pick<Endpoints, 'machine.list' | 'machine.gone'> {
  return {
    'machine.list': async ({ permission }) => ({ machines: await readMachines(deps, chosenCompany(permission)) }),
    'machine.gone': ({ permission, parameters, body }) => {
      const by = permission.principal?.kind === 'person' ? permission.principal.user : null
      return declareGone(deps, chosenCompany(permission), { ...parameters, by, reason: body.reason })
    },
  }
}
