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

/** What is asked of a company's meters: of a product whichever license can bear it, or of one license. */
export type MeterAsk = Omit<AskedEntry, 'licenses'> & ({ readonly product: string } | { readonly license: LicenseId })

/**
 * Enters what is asked of a company's meters together, in one transaction whose statements are as many for one ask as for all: a meter is
 * written as often as the disk confirms, not as often as somebody asks.
 */
export function enterAll(
  deps: Pick<Deps, 'db' | 'now' | 'random'>,
  company: CompanyId,
  asked: readonly MeterAsk[],
): Promise<MeterDecision[]> {
  const about = {
    licenses: asked.flatMap((ask) => ('license' in ask ? [ask.license] : [])),
    products: [...new Set(asked.flatMap((ask) => ('product' in ask ? [ask.product] : [])))],
  }
  const ids = asked.map(({ id }) => id)
  return inCompany(
    deps,
    company,
    async (tx) => {
      const [, metered, known] = await Promise.all([
        lockMetered(tx, company, about),
        readMetered(tx, company, about),
        readEntries(tx, company, ids),
      ])
      const due = dueTopUps(deps, metered.values())
      const now = deps.now()
      const entriesAsked = asked.map((ask) => ({ ...ask, licenses: licensesFor(ask, [...metered.values()]) }))
      const decided = decideEntries(entriesAsked, metersOf(metered, due, now), known, now)
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

/** Of a product first what ends first, so that no points are left in a license that is over. */
function licensesFor(ask: MeterAsk, metered: readonly MeteredLicense[]): LicenseId[] {
  if ('license' in ask) return [ask.license]
  return metered
    .filter(({ product }) => product === ask.product)
    .toSorted((a, b) => endMsOf(a) - endMsOf(b) || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id)
}

const endMsOf = ({ term }: MeteredLicense): number =>
  term.kind === 'perpetual' ? Number.MAX_SAFE_INTEGER : endOfDay(term.until).getTime()

function metersOf(
  licenses: ReadonlyMap<LicenseId, MeteredLicense>,
  due: readonly DueTopUp[],
  now: Date,
): Map<LicenseId, Meter> {
  const topUps = new Map(due.map(({ license, entry }) => [license, entry]))
  return new Map(
    [...licenses].map(([id, metered]): [LicenseId, Meter] => {
      const { isHere, entries, balance } = metered
      const added = topUps.get(id)
      const hasEnded = endMsOf(metered) <= now.getTime()
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
      readMetered(tx, company, { licenses: [license] }),
      listEntries(tx, company, license, page),
    ])
    const found = metered.get(license)
    if (found === undefined || !found.isHere) throw new ApiError('meter-unknown', { detail: license })
    const [due] = dueTopUps(deps, [found])
    return { balance: due?.entry.balance ?? found.balance, entries }
  })
}
