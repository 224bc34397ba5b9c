import { ApiError } from '@undongle/core/api/error'
import type { CompanyId, LicenseId } from '@undongle/core/id'
import { type AskedEntry, decideEntries, type Meter, type MeterDecision } from '@undongle/core/meter/decide'
import type { MeterEntry } from '@undongle/core/meter/entry'
import { endOfDay } from '@undongle/core/time'
import { type Deps, inCompany } from '../deps.ts'
import {
  insertEntries,
  listEntries,
  lockMetered,
  type MeteredLicense,
  readEntries,
  readMetered,
  writeGranted,
} from './store.ts'
import { type DueTopUp, dueTopUps } from './top-up.ts'

/**
 * Enters what is asked of a company's meters together, in one transaction whose statements are as many for one ask as for all: a meter is
 * written as often as the disk confirms, not as often as somebody asks.
 */
export function enterAll(
  deps: Pick<Deps, 'db' | 'now' | 'random'>,
  company: CompanyId,
  asked: readonly AskedEntry[],
): Promise<MeterDecision[]> {
  const licenses = [...new Set(asked.map(({ license }) => license))]
  const ids = asked.map(({ id }) => id)
  return inCompany(
    deps,
    company,
    async (tx) => {
      const [, metered, known] = await Promise.all([
        lockMetered(tx, company, licenses),
        readMetered(tx, company, licenses),
        readEntries(tx, company, ids),
      ])
      const due = dueTopUps(deps, metered.values())
      const now = deps.now()
      const decided = decideEntries(asked, metersOf(metered, due, now), known, now)
      const entered = decided.flatMap((decision) => (decision.outcome === 'entered' ? [decision.entry] : []))
      const entries = [...due.map(({ entry }) => entry), ...entered]
      await Promise.all([
        ...(due.length > 0 ? [writeGranted(tx, company, due)] : []),
        ...(entries.length > 0 ? [insertEntries(tx, company, entries)] : []),
        tx.commit(),
      ])
      return decided
    },
    ['meter_entry_id', 'meter_entry_pkey', 'meter_pkey'],
  )
}

function metersOf(
  metered: ReadonlyMap<LicenseId, MeteredLicense>,
  due: readonly DueTopUp[],
  now: Date,
): Map<LicenseId, Meter> {
  const topUps = new Map(due.map(({ license, entry }) => [license, entry]))
  return new Map(
    [...metered].map(([id, { isHere, term, entries, balance }]): [LicenseId, Meter] => {
      const added = topUps.get(id)
      const hasEnded = term.kind === 'until' && endOfDay(term.until) <= now
      return [
        id,
        {
          standing: isHere ? (hasEnded ? 'ended' : 'usable') : 'elsewhere',
          entries: added?.number ?? entries,
          balance: added?.balance ?? balance,
        },
      ]
    }),
  )
}

/** A page of a meter's entries, newest first, and what is left. @throws ApiError `meter-unknown` */
export function readMeter(
  deps: Pick<Deps, 'db' | 'now' | 'random'>,
  company: CompanyId,
  license: LicenseId,
  page: { limit: number; before: number },
): Promise<{ balance: number; entries: MeterEntry[] }> {
  return inCompany(deps, company, async (tx) => {
    const [metered, entries] = await Promise.all([
      readMetered(tx, company, [license]),
      listEntries(tx, company, license, page),
    ])
    const found = metered.get(license)
    if (found === undefined || !found.isHere) throw new ApiError('meter-unknown', { detail: license })
    const [due] = dueTopUps(deps, [found])
    return { balance: due?.entry.balance ?? found.balance, entries }
  })
}
