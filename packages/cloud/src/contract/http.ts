import type { ImportPeople } from '../auth/import-people.ts'
import type { Deps } from '../deps.ts'
import type { Endpoints } from '../http/call.ts'
import { importContracts } from './perform.ts'

export function contractEndpoints(deps: Deps, importPeople: ImportPeople): Pick<Endpoints, 'contract.import'> {
  return { 'contract.import': ({ body }) => importContracts(deps, importPeople, body) }
}
