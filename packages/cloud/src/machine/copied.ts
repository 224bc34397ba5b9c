import { type CompanyId, type LeaseId, type LicenseServerId, makeId } from '@undongle/core/id'
import { addDays } from '@undongle/core/time'
import { insertAlert } from '../alert/store.ts'
import { findCompanyName } from '../company/store.ts'
import { inGroups } from '../db/in-groups.ts'
import { setCompany, type Tx } from '../db/pool.ts'
import { readInOneGo } from '../db/transaction.ts'
import { type Deps, inCompany } from '../deps.ts'
import { insertMessage } from '../outbox/store.ts'
import { findForked, markCopied } from './copied-store.ts'

// A machine whose disk was copied is two that have one key. Neither is cut off: which of them is the copy nobody here can tell, and both may be
// honest. Each holds seats of its own, and the company and its vendor are told.

/** Called with each lease that was renewed. @returns when whoever has to be told has been */
export type CopyWatch = (
  machine: { company: CompanyId; licenseServer: LicenseServerId },
  renewed: LeaseId,
) => Promise<void>

/**
 * Notices two that live on one chain of leases. Whoever renews a lease knows it; another one that continues the same lease and was lent after
 * it was lent to somebody who did not. A crash that lost an answer leaves two such leases as well, but of those the first is never renewed.
 */
export function watchForCopies(deps: Pick<Deps, 'db' | 'random' | 'now'>): CopyWatch {
  const look = inGroups<CompanyId, LeaseId, boolean>(async (company, renewed) => {
    const forked = await readInOneGo(
      deps.db,
      (tx) => setCompany(tx, company),
      (tx) => findForked(tx, company, renewed),
    )
    return renewed.map((lease) => forked.has(lease))
  })
  return async ({ company, licenseServer }, renewed) => {
    if (!(await look(company, renewed))) return
    await inCompany(deps, company, (tx) => tellOfCopy(deps, tx, company, { machine: licenseServer, how: 'two-leases' }))
  }
}

/** The same machine again is told of again after this long. */
const tellAgainDays = 1

/** @param how it was noticed: two leases continue one, or an old refresh token was used again */
export async function tellOfCopy(
  { random, now: clock }: Pick<Deps, 'random' | 'now'>,
  tx: Tx,
  company: CompanyId,
  { machine, how }: { machine: LicenseServerId; how: 'two-leases' | 'refresh-reused' },
): Promise<void> {
  const now = clock()
  const name = await markCopied(tx, company, { machine, now, notSince: addDays(now, -tellAgainDays) })
  if (name === undefined) return
  const id = `${machine}.copied.${now.toISOString()}`
  const detail = `${machine} (${name}): ${how}`
  const isCustomer = (await findCompanyName(tx, company)) !== undefined
  await Promise.all([
    insertAlert(tx, { id: makeId('alert', now, random), company, kind: 'machine-copied', detail, raisedAt: now }),
    ...(isCustomer
      ? [insertMessage(tx, company, { id, kind: 'machine-copied', facts: { machine, name, how }, at: now })]
      : []),
  ])
}
