import { soldLicense } from '@undongle/core/contract/contract-file'
import type { CompanyId } from '@undongle/core/id'
import type { ImportRecord } from '@undongle/core/import/record'
import type { CompanyImport } from '../contract/apply.ts'
import type { StagedRecord } from './store.ts'

/** Everything an import says of one company. */
export interface ImportedCompany extends CompanyImport {
  readonly dongles: readonly Extract<ImportRecord, { record: 'dongle' }>[]
  readonly people: readonly Extract<ImportRecord, { record: 'person' }>[]
}

/** @param staged records of this company only, in the order of their lines */
export function importedCompany(company: CompanyId, staged: readonly StagedRecord[]): ImportedCompany {
  const of = <Kind extends ImportRecord['record']>(kind: Kind) =>
    staged.flatMap(({ line, record }) =>
      record.record === kind ? [{ at: `line ${line}`, record: record as Extract<ImportRecord, { record: Kind }> }] : [],
    )
  const contracts = of('contract').map(({ at, record: { record: _kind, ...contract } }) => ({ ...contract, at }))
  const ends = new Map(contracts.map(({ number, endedOn }) => [number, endedOn]))
  const licenses = of('license').map(({ at, record: { record: _kind, company: _company, contract, ...license } }) => ({
    id: license.id,
    license: soldLicense({ number: contract, endedOn: ends.get(contract) ?? null }, license),
    at,
  }))
  return {
    company,
    name: of('company')[0]?.record.name,
    contracts,
    licenses,
    dongles: of('dongle').map(({ record }) => record),
    people: of('person').map(({ record }) => record),
  }
}
