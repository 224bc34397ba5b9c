import type { CompanyId } from '@undongle/core/id'
import type { People } from './auth/members.ts'
import { type Db, type EndingTx, setCompany } from './db/pool.ts'
import { transaction } from './db/transaction.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Register } from './register/register.ts'
import type { SigningKeys } from './signing/signing-keys.ts'

/** What every noun of the cloud works with. Nothing in it reads a clock or makes chance by itself. */
export interface Deps {
  readonly db: Db
  /** What the transfer protocol reads and writes; it touches `db` nowhere else. */
  readonly ledger: Ledger
  /** What a restored backup must not forget; outside the database. */
  readonly register: Register
  readonly keys: SigningKeys
  readonly people: People
  readonly now: () => Date
  readonly random: (sizeBytes: number) => Uint8Array
}

/** One transaction for one company: row-level security hides every other one, and every query names it all the same. */
export function inCompany<Result>(
  deps: Pick<Deps, 'db' | 'random'>,
  company: CompanyId,
  work: (tx: EndingTx) => Promise<Result>,
  retryUnique: readonly string[] = [],
): Promise<Result> {
  return transaction(deps.db, work, {
    prepare: (tx) => setCompany(tx, company),
    random: () => (deps.random(1)[0] ?? 0) / 256,
    retryUnique,
  })
}
