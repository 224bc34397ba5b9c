import { type CompanyId, type LicenseId, makeId } from '@undongle/core/id'
import type { MeterEntry } from '@undongle/core/meter/entry'
import type { Granted } from '@undongle/core/meter/top-up'
import type { Tx } from '../db/pool.ts'
import type { Deps } from '../deps.ts'
import { insertEntries, lockMetered, type MeteredLicense, readMetered, writeGranted } from './store.ts'

/** The points that go with a license to another company. */
export interface CarriedMeter {
  readonly license: LicenseId
  readonly granted: Granted
  readonly points: number
}

type CarryDeps = Pick<Deps, 'now' | 'random'>

/** Empties the meters of licenses that leave a company, in the transaction that gives them away. */
export async function emptyMeters(
  deps: CarryDeps,
  tx: Tx,
  { from, to, licenses }: { from: CompanyId; to: CompanyId; licenses: readonly LicenseId[] },
): Promise<CarriedMeter[]> {
  const [, metered] = await Promise.all([lockMetered(tx, from, { licenses }), readMetered(tx, from, { licenses })])
  const carried = [...metered.values()].flatMap(({ id, granted, balance }) =>
    granted === null ? [] : [{ license: id, granted, points: balance }],
  )
  await enterCarried(deps, tx, from, {
    metered,
    reason: `to ${to}`,
    points: carried.map((one) => [one.license, -one.points]),
  })
  return carried
}

/** The transaction works for the company that the licenses come to. */
export async function fillMeters(
  deps: CarryDeps,
  tx: Tx,
  { from, to }: { from: CompanyId; to: CompanyId },
  carried: readonly CarriedMeter[],
): Promise<void> {
  if (carried.length === 0) return
  const licenses = carried.map(({ license }) => license)
  const [, metered] = await Promise.all([writeGranted(tx, to, carried), readMetered(tx, to, { licenses })])
  await enterCarried(deps, tx, to, {
    metered,
    reason: `from ${from}`,
    points: carried.map((one) => [one.license, one.points]),
  })
}

async function enterCarried(
  { now, random }: CarryDeps,
  tx: Tx,
  company: CompanyId,
  from: {
    metered: ReadonlyMap<LicenseId, MeteredLicense>
    reason: string
    points: readonly (readonly [LicenseId, number])[]
  },
): Promise<void> {
  const at = now()
  const entries = from.points.flatMap(([license, points]): MeterEntry[] => {
    const { entries: before = 0, balance = 0 } = from.metered.get(license) ?? {}
    if (points === 0) return []
    return [
      {
        id: makeId('meterEntry', at, random),
        license,
        number: before + 1,
        kind: 'carried',
        points,
        balance: balance + points,
        at: at.toISOString(),
        by: 'vendor',
        reason: from.reason,
      },
    ]
  })
  if (entries.length > 0) await insertEntries(tx, company, entries)
}
