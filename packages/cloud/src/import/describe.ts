import type { ImportChange, ImportCounts } from '@undongle/core/api/import'
import type { Difference } from '@undongle/core/contract/difference'
import { fieldChanges } from '@undongle/core/contract/field-change'
import type { Refusal } from '@undongle/core/contract/refusal'
import type { CompanyId } from '@undongle/core/id'

export const noCounts: ImportCounts = {
  companies: 0,
  added: 0,
  changed: 0,
  ended: 0,
  waiting: 0,
  unchanged: 0,
  refused: 0,
}

/** Counts licenses; of what waits and what is refused everything. */
export function countDifferences(
  before: ImportCounts,
  { companies }: { companies: readonly { company: CompanyId | undefined }[] },
  differences: readonly Difference[],
): ImportCounts {
  const named = companies.filter(({ company }) => company !== undefined).length
  const counts = { ...before, companies: before.companies + named }
  for (const { licenses, contracts, dongles, people } of differences) {
    for (const { change } of licenses) counts[change === 'waits' ? 'waiting' : change]++
    counts.waiting += dongles.filter(({ change }) => change === 'waits').length
    counts.refused +=
      contracts.filter(({ change }) => change.change === 'refused').length +
      dongles.filter(({ change }) => change === 'refused').length +
      people.length
  }
  return counts
}

/** Everything that changes, waits or is refused, for a person to read. */
export function describeDifference(
  company: CompanyId | undefined,
  { about, contracts, licenses, dongles, people }: Difference,
): ImportChange[] {
  return [
    ...(about === undefined ? [] : describe('company', company ?? '', about)),
    ...contracts.flatMap(({ number, change }) => describe('contract', number, change)),
    ...licenses.flatMap((change) =>
      describe('license', change.id, 'from' in change ? { ...change, from: change.from?.license } : change),
    ),
    ...dongles.flatMap((change) => describe('dongle', change.serial, change)),
    ...people.flatMap((change) => describe('person', change.email, change)),
  ].map((change) => ({ company: company ?? null, ...change }))
}

interface Described {
  readonly change: ImportChange['change'] | 'unchanged'
  readonly at: string
  readonly from?: object | undefined
  readonly to?: object
  readonly until?: Date
  readonly reason?: Refusal
}

function describe(
  what: ImportChange['what'],
  id: string,
  { change, at, from, to, until, reason }: Described,
): Omit<ImportChange, 'company'>[] {
  if (change === 'unchanged') return []
  const fields = from === undefined || to === undefined ? [] : fieldChanges(from, to)
  return [{ what, id, at, change, fields, until: until?.toISOString() ?? null, refusal: reason ?? null }]
}
