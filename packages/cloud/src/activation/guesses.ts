import { ApiError } from '@undongle/core/api/error'
import { type CompanyId, makeId } from '@undongle/core/id'
import { insertAlert } from '../alert/store.ts'
import { addressArea } from '../auth/address-area.ts'
import { type Counted, countTry, forgive, readFailures } from '../auth/sign-in-failure.ts'
import { transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'

/** From so many unknown codes on, somebody is told; a person who mistypes is stopped by the check characters long before. */
const suspicious = 10

/**
 * Runs what asks for a code. Each unknown one makes the next try wait longer, for the company and for the network it comes from;
 * every other end of it is forgiven.
 *
 * @throws ApiError `rate-limited`
 */
export async function countingGuesses<Result>(
  deps: Deps,
  { company, address, slow }: { company: CompanyId; address: string; slow: (seconds: number) => void },
  ask: () => Promise<Result>,
): Promise<Result> {
  const counts: Counted[] = [
    { subject: `activation codes of ${company}`, free: 5 },
    { subject: `activation codes from ${addressArea(address)}`, free: 20 },
  ]
  const wait = await countTry(deps, counts)
  if (wait !== undefined) {
    slow(wait)
    throw new ApiError('rate-limited')
  }
  try {
    const result = await ask()
    await forgive(deps.db, counts)
    return result
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'activation-code-unknown') await forgive(deps.db, counts)
    else await tellSuspicion(deps, company, counts)
    throw error
  }
}

async function tellSuspicion(deps: Deps, company: CompanyId, counts: readonly Counted[]): Promise<void> {
  for (const { subject } of counts) {
    const failures = await readFailures(deps.db, subject)
    if (failures % suspicious !== 0 || failures === 0) continue
    const raisedAt = deps.now()
    const detail = `${failures} unknown codes in a row: ${subject}.`
    const alert = {
      id: makeId('alert', raisedAt, deps.random),
      company,
      kind: 'activation-codes-guessed',
      detail,
    } as const
    await transaction(deps.db, (tx) => insertAlert(tx, { ...alert, raisedAt }), {
      random: () => (deps.random(1)[0] ?? 0) / 256,
    })
  }
}
