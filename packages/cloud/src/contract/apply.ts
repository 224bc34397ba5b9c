import { ApiError } from '@undongle/core/api/error'
import { type Asked, type Difference, differenceOf } from '@undongle/core/contract/difference'
import type { LicenseChange } from '@undongle/core/contract/license-change'
import type { SoldLicense } from '@undongle/core/contract/sold-license'
import type { CustodyLink, Place } from '@undongle/core/document/certificate'
import type { CompanyId, LicenseId } from '@undongle/core/id'
import { endOfDay, toSeconds } from '@undongle/core/time'
import { appendLinks } from '../custody/store.ts'
import type { EndingTx, Tx } from '../db/pool.ts'
import { type Deps, inCompany } from '../deps.ts'
import { postpone, revoke } from '../lost/revocation-store.ts'
import { topUp } from '../meter/top-up.ts'
import { type Catalog, type CompanyFacts, readFacts } from './facts.ts'
import { insertOwners, writeCompany, writeContracts, writeLicenses } from './store.ts'
import { forgetWaiting, keepWaiting } from './waiting-store.ts'

type ApplyDeps = Pick<Deps, 'db' | 'ledger' | 'now' | 'random'>

/** What an import says of a company, what the cloud knows of it, and what follows. */
export interface Decided<Said extends Asked = Asked> {
  readonly asked: Said
  readonly facts: CompanyFacts
  readonly difference: Difference
}

/** Called with each difference before anything is written; what it throws leaves everything as it was. */
export type Refuse = (difference: Difference) => void

/**
 * Takes over what an import says of one company, in one transaction: all that is not refused. What is only added was decided from
 * the facts that were read before, because a second adder would meet a unique key; for everything else they are read anew.
 *
 * @param refuse of a difference that is decided anew
 * @throws ApiError `company-frozen`
 */
export function applyCompany(
  deps: ApplyDeps,
  company: CompanyId,
  { asked, facts, difference }: Decided,
  { catalog, refuse }: { catalog: Catalog; refuse: Refuse },
): Promise<Difference> {
  let first = onlyAdds(difference) ? { facts, difference } : undefined
  const work = async (tx: EndingTx): Promise<Difference> => {
    const decided = first ?? (await decideAnew(deps, tx, asked, catalog))
    first = undefined
    refuse(decided.difference)
    await writeDifference(deps, tx, company, decided, catalog)
    return decided.difference
  }
  return deps.ledger.watching(company, () => inCompany(deps, company, work, ['license_owner_pkey', 'custody_pkey']))
}

const onlyAdds = ({ licenses }: Difference): boolean =>
  licenses.every(({ change }) => change === 'added' || change === 'refused')

async function decideAnew({ now }: ApplyDeps, tx: Tx, asked: Asked, catalog: Catalog) {
  const [facts] = await readFacts(tx, [asked], catalog)
  if (facts === undefined) throw new ApiError('internal-error', { detail: 'no facts' })
  return { facts, difference: differenceOf(asked, facts, now()) }
}

/** Whether anything is to be written for its company. Dongles and people are written elsewhere. */
export const isAnythingWritten = ({ facts, difference: { about, contracts, licenses } }: Decided): boolean =>
  (about !== undefined && about.change !== 'unchanged') ||
  contracts.some(({ change }) => change.change === 'added' || change.change === 'changed') ||
  licenses.some(({ id, change }) => (change !== 'unchanged' && change !== 'refused') || facts.awaited.has(id))

/** Sent in one go, the commit included, except that meters are topped up by what has then been written. */
async function writeDifference(
  deps: ApplyDeps,
  tx: EndingTx,
  company: CompanyId,
  { facts, difference: { about, contracts, licenses } }: Omit<Decided, 'asked'>,
  catalog: Catalog,
): Promise<void> {
  const links = linksOf(company, licenses, toSeconds(deps.now()))
  if (links.size > 0 && facts.isFrozen) throw new ApiError('company-frozen', { detail: company })
  const named = about === undefined || about.change === 'unchanged' ? undefined : about.to
  const taken = contracts.flatMap(({ change }) => ('to' in change ? [change.to] : []))
  const waiting = licenses.filter((change) => change.change === 'waits')
  // What was asked before is not wanted any more, unless it waits on.
  const settled = licenses.filter(({ id, change }) => change !== 'waits' && facts.awaited.has(id))
  const added = licenses.flatMap(({ change, id }) => (change === 'added' ? [id] : []))
  const written = licenses.flatMap((change) =>
    'to' in change && change.change !== 'waits' ? [{ id: change.id, license: change.to }] : [],
  )
  const metered = written.flatMap(({ id, license }) => (catalog.metered.has(license.product) ? [id] : []))
  await Promise.all([
    ...(named === undefined ? [] : [writeCompany(tx, company, named)]),
    ...(taken.length > 0 ? [writeContracts(tx, company, taken)] : []),
    ...(settled.length > 0
      ? [
          forgetWaiting(
            tx,
            company,
            settled.map(({ id }) => id),
          ),
        ]
      : []),
    ...(waiting.length > 0 ? [keepWaiting(tx, company, waiting)] : []),
    ...(added.length > 0 ? [insertOwners(tx, company, added)] : []),
    ...(written.length > 0 ? [writeLicenses(tx, company, written)] : []),
    ...revocationsOf(tx, company, licenses, deps.now()),
    ...(links.size > 0 ? [appendLinks(tx, company, links)] : []),
    ...(metered.length > 0 ? [topUp(deps, tx, company, metered)] : [tx.commit()]),
  ])
}

/** Leases that are out end with what ends early in the account; what goes on longer again is good again. */
function revocationsOf(tx: Tx, company: CompanyId, changes: readonly LicenseChange[], at: Date): Promise<void>[] {
  const inCloud = changes.flatMap((change) =>
    (change.change === 'ended' || change.change === 'changed') && change.from.place.startsWith('company:')
      ? [change]
      : [],
  )
  const ended = inCloud.flatMap(({ change, id, to: { until } }) =>
    change === 'ended' && until !== null ? [{ id, from: endOfDay(until) }] : [],
  )
  const longer = inCloud.flatMap(({ change, id, from, to: { until } }) =>
    change === 'changed' && from.license.until !== until ? [{ id, from: until === null ? null : endOfDay(until) }] : [],
  )
  return [
    ...(ended.length > 0 ? [revoke(tx, company, ended, at)] : []),
    ...(longer.length > 0 ? [postpone(tx, longer, at)] : []),
  ]
}

/** A new license comes from the vendor; one on a dongle may be put on another. What is in the cloud stays there. */
function linksOf(
  company: CompanyId,
  changes: readonly LicenseChange[],
  at: number,
): ReadonlyMap<LicenseId, CustodyLink> {
  const links = changes.flatMap((change): [LicenseId, CustodyLink][] => {
    if (change.change === 'added')
      return [[change.id, { sequence: 1, debit: 'vendor', credit: placeOf(company, change.to), at, transfer: null }]]
    if (change.change !== 'changed' && change.change !== 'ended') return []
    const { place: debit, sequence } = change.from
    const credit = debit.startsWith('company:') ? debit : placeOf(company, change.to)
    return credit === debit ? [] : [[change.id, { sequence: sequence + 1, debit, credit, at, transfer: null }]]
  })
  return new Map(links)
}

const placeOf = (company: CompanyId, license: SoldLicense): Place =>
  license.dongle === null ? `company:${company}` : `dongle:${license.dongle}`
