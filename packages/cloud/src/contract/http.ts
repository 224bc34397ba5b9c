import { ApiError } from '@undongle/core/api/error'
import { parseContractCsv } from '@undongle/core/contract/contract-csv'
import type { ImportPeople } from '../auth/import-people.ts'
import type { Deps } from '../deps.ts'
import type { BodyParsers, Endpoints } from '../http/call.ts'
import { readVendor } from '../line/store.ts'
import { importContracts } from './perform.ts'

export function contractEndpoints(deps: Deps, importPeople: ImportPeople): Pick<Endpoints, 'contract.import'> {
  return { 'contract.import': ({ body }) => importContracts(deps, importPeople, body) }
}

/** A table carries no vendor: it is the one this cloud already knows. */
export function contractBodies({ db }: Deps): BodyParsers {
  return { 'contract.import': { 'text/csv': async (text) => parseTable(text, await readVendor(db)) } }
}

function parseTable(text: string, vendor: string): unknown {
  const parsed = parseContractCsv(text, vendor)
  if (parsed.ok) return parsed.file
  throw new ApiError('request-invalid', { fields: parsed.places.map((detail) => ({ pointer: '', detail })) })
}
