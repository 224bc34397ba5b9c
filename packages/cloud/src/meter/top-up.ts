import { type CompanyId, type LicenseId, makeId } from '@undongle/core/id'
import type { MeterEntry } from '@undongle/core/meter/entry'
import { decideTopUp, type Granted } from '@undongle/core/meter/top-up'
import type { Tx } from '../db/pool.ts'
import type { Deps } from '../deps.ts'
import { insertEntries, lockMetered, type MeteredLicense, readMetered, writeGranted } from './store.ts'

/** A top-up that is due, and what has then been topped up for. */
export interface DueTopUp {
  readonly license: LicenseId
  readonly granted: Granted
  readonly entry: MeterEntry
}

/** The points that licenses are due by what their contract says now. What is still on a dongle is counted there. */
export function dueTopUps(
  { now, random }: Pick<Deps, 'now' | 'random'>,
  licenses: Iterable<MeteredLicense>,
): DueTopUp[] {
  const at = now()
  return [...licenses].flatMap((license) => {
    const due = license.isHere ? decideTopUp(license.granted, license) : undefined
    if (due === undefined) return []
    const entry: MeterEntry = {
      id: makeId('meterEntry', at, random),
      license: license.id,
      number: license.entries + 1,
      kind: 'top-up',
      points: due.points,
      balance: license.balance + due.points,
      at: at.toISOString(),
      by: 'contract',
      reason: '',
    }
    return [{ license: license.id, granted: due.granted, entry }]
  })
}

/** Tops up in the transaction that changes licenses: of two renewals in a row, both count. */
export async function topUp(
  deps: Pick<Deps, 'now' | 'random'>,
  tx: Tx,
  company: CompanyId,
  licenses: readonly LicenseId[],
): Promise<void> {
  const [, metered] = await Promise.all([
    lockMetered(tx, company, { licenses }),
    readMetered(tx, company, { licenses }),
  ])
  const due = dueTopUps(deps, metered.values())
  if (due.length === 0) return
  await Promise.all([
    writeGranted(tx, company, due),
    insertEntries(
      tx,
      company,
      due.map(({ entry }) => entry),
    ),
  ])
}
