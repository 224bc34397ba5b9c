import type { Deps } from '../deps.ts'
import { chosenCompany, machineOf } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { cancelDrainOf } from './cancel.ts'
import { giveBackPermit } from './give-back.ts'
import { moveTransfer } from './move.ts'
import { putPermit } from './put-permit.ts'

type PermitEndpoint = 'transfer.move' | 'transfer.cancel' | 'permit.put' | 'permit.give-back'

export function permitEndpoints(deps: Deps): Pick<Endpoints, PermitEndpoint> {
  return {
    'transfer.move': ({ permission, parameters, body }) =>
      moveTransfer(deps, machineOf(permission), parameters.transfer, body),
    'transfer.cancel': ({ permission, parameters }) =>
      cancelDrainOf(deps, chosenCompany(permission), parameters.transfer),
    'permit.put': ({ permission, parameters, body }) => putPermit(deps, machineOf(permission), parameters.dongle, body),
    'permit.give-back': ({ permission, parameters, body }) =>
      giveBackPermit(deps, machineOf(permission), parameters.dongle, body),
  }
}
