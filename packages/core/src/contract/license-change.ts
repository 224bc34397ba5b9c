import type { LicenseId } from '../id.ts'
import type { Known } from './difference.ts'
import { changedFields } from './field-change.ts'
import type { Refusal } from './refusal.ts'
import { earlierDay, type KnownLicense, type SoldLicense } from './sold-license.ts'

/** A license of the import; `at` names where it stands there. Where no users are told, they stay who they are. */
export interface AskedLicense {
  readonly id: LicenseId
  readonly license: Omit<SoldLicense, 'users'> & { readonly users: readonly string[] | undefined }
  readonly at: string
}

/** The named users of a license, from a table of their own. */
export interface AskedUsers {
  readonly id: LicenseId
  readonly users: readonly string[]
  readonly at: string
}

export type LicenseChange =
  | { readonly change: 'added'; readonly id: LicenseId; readonly at: string; readonly to: SoldLicense }
  /** `ended`: it ends earlier than it did. Leases are not renewed beyond that day, and the status list ends those that are out. */
  | {
      readonly change: 'changed' | 'ended'
      readonly id: LicenseId
      readonly at: string
      readonly from: KnownLicense
      readonly to: SoldLicense
    }
  /** Its dongle is frozen until a grace ends: what is asked waits as long [Q71]. */
  | {
      readonly change: 'waits'
      readonly id: LicenseId
      readonly at: string
      readonly from: KnownLicense | undefined
      readonly to: SoldLicense
      readonly until: Date
    }
  | { readonly change: 'unchanged'; readonly id: LicenseId; readonly at: string }
  | { readonly change: 'refused'; readonly id: LicenseId; readonly at: string; readonly reason: Refusal }

export function decideLicense(
  { id, at, license: said }: AskedLicense,
  { licenses, frozen }: Pick<Known, 'licenses' | 'frozen'>,
  now: Date,
): LicenseChange {
  const from = licenses.get(id)
  const asked: SoldLicense = { ...said, users: said.users ?? from?.license.users ?? [] }
  // What has moved keeps the dongle it came from.
  const to = from?.place.startsWith('company:') ? { ...asked, dongle: from.license.dongle } : asked
  if (from !== undefined && changedFields(from.license, to).length === 0) return { change: 'unchanged', id, at }
  const until = lastOf([from?.license.dongle, to.dongle].flatMap((dongle) => frozen.get(dongle ?? '') ?? []))
  if (until !== undefined && until > now) return { change: 'waits', id, at, from, to, until }
  if (from === undefined) return { change: 'added', id, at, to }
  return { change: endsEarlier(from.license, to) ? 'ended' : 'changed', id, at, from, to }
}

const lastOf = (moments: readonly Date[]): Date | undefined =>
  moments.reduce<Date | undefined>((last, moment) => (last !== undefined && last > moment ? last : moment), undefined)

function endsEarlier(from: SoldLicense, to: SoldLicense): boolean {
  return to.until !== null && (from.until === null || to.until < from.until)
}

/** What else ends with contracts that were terminated: licenses of them that the import does not name. */
export function endingWith(
  ended: ReadonlyMap<string, { readonly endedOn: string | null; readonly at: string }>,
  named: ReadonlySet<LicenseId>,
  known: ReadonlyMap<LicenseId, KnownLicense>,
  here: `company:${string}`,
): AskedLicense[] {
  return [...known].flatMap(([id, { license, place }]) => {
    const contract = ended.get(license.contract)
    const isElsewhere = place.startsWith('company:') && place !== here
    if (named.has(id) || contract === undefined || contract.endedOn === null || isElsewhere) return []
    return [{ id, license: { ...license, until: earlierDay(license.until, contract.endedOn) }, at: contract.at }]
  })
}
