import { conflictWords, type ImportRecord, keyOf, type PlacedRecord } from '../import/record.ts'
import type { ContractFile } from './contract-file.ts'
import { isSame } from './field-change.ts'

/** A contract file as the records that every import is made of; each stands at its pointer (RFC 6901). */
export function recordsOf({ resellers, companies, contracts, dongles }: ContractFile): PlacedRecord[] {
  return [
    ...resellers.flatMap(({ people, ...reseller }, at) => [
      placed(`/resellers/${at}`, { record: 'reseller', ...reseller }),
      ...people.map((person, place) =>
        placed(`/resellers/${at}/people/${place}`, { record: 'reseller-person', reseller: reseller.id, ...person }),
      ),
    ]),
    ...companies.flatMap(({ people, ...company }, at) => [
      placed(`/companies/${at}`, { record: 'company', ...company }),
      ...people.map((person, place) =>
        placed(`/companies/${at}/people/${place}`, { record: 'person', company: company.id, ...person }),
      ),
    ]),
    ...contracts.flatMap(({ licenses, ...contract }, at) => [
      placed(`/contracts/${at}`, { record: 'contract', ...contract }),
      ...licenses.map((license, place) =>
        placed(`/contracts/${at}/licenses/${place}`, {
          record: 'license',
          company: contract.company,
          contract: contract.number,
          ...license,
        }),
      ),
    ]),
    ...dongles.map((dongle, at) => placed(`/dongles/${at}`, { record: 'dongle', ...dongle })),
  ]
}

const placed = (at: string, record: ImportRecord): PlacedRecord => ({ at, record })

/** What is said twice of one thing, and not the same: where, and why. */
export function conflictsIn(records: readonly PlacedRecord[]): { at: string; reason: string }[] {
  const seen = new Map<string, PlacedRecord>()
  return records.flatMap((placed) => {
    const { at, record } = placed
    const key = keyOf(record)
    const first = seen.get(`${record.record} ${key}`)
    if (first === undefined) seen.set(`${record.record} ${key}`, placed)
    return first === undefined || isSame(first.record, record) ? [] : [{ at, reason: conflictWords(first.at, key) }]
  })
}
