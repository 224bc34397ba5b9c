import { ApiError } from '@undongle/core/api/error'
import { type CompanyId, makeId } from '@undongle/core/id'
import type { Log } from '../db/embedded/supervise.ts'
import { followForward } from './forward.ts'
import { guardTx } from './guard-tx.ts'
import { followInvariants } from './invariants.ts'
import type { Ledger, LedgerTx } from './ledger.ts'
import { followStillOut } from './still-out.ts'
import { LedgerViolated } from './violated.ts'

export interface GuardOptions {
  readonly now: () => Date
  readonly random: (sizeBytes: number) => Uint8Array
  readonly log: Pick<Log, 'error'>
}

/**
 * Asserts the invariants in every transaction of a ledger, from what the transaction reads anyway. A contradiction rolls back,
 * and the company's transfers stop until an operator has looked: after one wrong fact each further one could be built on it.
 * Reading, and repeating an answer, go on.
 *
 * @returns a ledger that throws ApiError `company-frozen` where a frozen company would be written
 */
export function guardLedger(ledger: Ledger, options: GuardOptions): Ledger {
  async function watching<Result>(company: CompanyId, run: () => Promise<Result>): Promise<Result> {
    try {
      return await run()
    } catch (error) {
      const contradiction = contradictionIn(error)
      if (contradiction === undefined) throw error
      await freeze(ledger, options, company, contradiction)
      throw new ApiError('company-frozen', { detail: contradiction })
    }
  }
  return {
    ...ledger,
    watching,
    inCompany: (company, work, retryUnique) =>
      watching(company, () => ledger.inCompany(company, (tx) => guardWork(company, tx, work), retryUnique)),
  }
}

async function guardWork<Result>(
  company: CompanyId,
  tx: LedgerTx,
  work: (tx: LedgerTx) => Promise<Result>,
): Promise<Result> {
  const invariants = followInvariants(company)
  const forward = followForward(company)
  const settle = () => {
    invariants.settle()
    forward.settle()
  }
  const result = await work(guardTx(tx, { invariants, forward, stillOut: followStillOut(), settle }))
  settle()
  return result
}

async function freeze(ledger: Ledger, { now, random, log }: GuardOptions, company: CompanyId, reason: string) {
  const at = now()
  log.error({ company, reason }, 'the ledger contradicts itself; transfers of this company are stopped')
  const alert = makeId('alert', at, random)
  await ledger.inCompany(company, (tx) => tx.freezes.freeze({ alert, reason, at }))
}

/** What the database refuses by itself where the code did not see it; `custody_pkey` is not among it: that is two at once. */
const constraints: ReadonlyMap<string, string> = new Map([
  ['custody_begins', 'I1: a chain would not begin with the vendor'],
  ['custody_chain', 'I1: a link would not continue its chain'],
  ['custody_check', 'I1: a link would lead nowhere'],
  ['certificate_transfer', 'I4: a transfer would get a second certificate'],
  ['transfer_certificate', 'I2: a transfer would finish without its certificate'],
  ['certificate_of_transfer', 'I5: a transfer that moved nothing would get a certificate'],
])

function contradictionIn(error: unknown): string | undefined {
  if (error instanceof LedgerViolated) return error.message
  if (!(error instanceof Error) || !('constraint' in error)) return undefined
  return constraints.get(String(error.constraint))
}
