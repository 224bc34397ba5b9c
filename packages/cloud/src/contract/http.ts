import type { ImportPeople } from '../auth/import-people.ts'
import type { Deps } from '../deps.ts'
import type { BodyParsers, Endpoints } from '../http/call.ts'
import { readVendor } from '../line/store.ts'
import { parseContractCsv } from './csv.ts'
import { importContracts } from './perform.ts'

export function contractEndpoints(deps: Deps, importPeople: ImportPeople): Pick<Endpoints, 'contract.import'> {
  return { 'contract.import': ({ body }) => importContracts(deps, importPeople, body) }
}

/** A table carries no vendor: it is the one this cloud already knows. */
export function contractBodies({ db }: Deps): BodyParsers {
  return { 'contract.import': { 'text/csv': async (text) => parseContractCsv(text, await readVendor(db)) } }
}
