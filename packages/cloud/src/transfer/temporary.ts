import type { CustodyLink } from '@undongle/core/document/certificate'
import type { ResultDocument } from '@undongle/core/document/result'
import { type CompanyId, makeId, type TransferId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { addDays, toSeconds } from '@undongle/core/time'
import type { ResultName } from '@undongle/core/transfer/result'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'

/** A license of its own in the cloud, like the key license on the dongle but with an end: the dongle's stays where it is [Q53]. */
export async function grantTemporary(
  { random }: Pick<Deps, 'random'>,
  tx: LedgerTx,
  grant: { company: CompanyId; transfer: TransferId; license: License; days: number; now: Date },
): Promise<NonNullable<ResultDocument['temporary']>> {
  const { company, license, now } = grant
  const id = makeId('license', now, random)
  const until = addDays(now, grant.days).toISOString().slice(0, 10)
  const link: CustodyLink = {
    sequence: 1,
    debit: 'vendor',
    credit: `company:${company}`,
    at: toSeconds(now),
    transfer: grant.transfer,
  }
  await Promise.all([
    tx.contract.grantLicense({ id, like: license, until }),
    tx.custody.appendLinks(new Map([[id, link]])),
  ])
  return { license: id, product: license.product, until }
}

/** Before anybody has the answer: what was granted once is never granted again, not even by a database that was put back. */
export async function recordTemporary(
  { register, now }: Pick<Deps, 'register' | 'now'>,
  dongle: string,
  { result }: { result: ResultName },
): Promise<void> {
  if (result !== 'temporary-subscription') return
  await register.record({ fact: 'temporary', dongle, at: toSeconds(now()) })
}
