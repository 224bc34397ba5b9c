import type { LicenseServerAddress } from './contact.ts'
import { putConsumption } from './contact.ts'
import type { Consumed } from './license.ts'
import { LicenseError } from './license-error.ts'

/** An answer that was lost is asked for once more at once; after that the application knows when it is worth trying. */
const triesMost = 2

/**
 * Takes points through the License Server. However often it is called with one id, they are taken once.
 *
 * @throws LicenseError `points-unsettled`, with the id to call again with, where nobody said what came of it
 */
export async function consume(
  at: LicenseServerAddress,
  { id, product, points }: { id: string; product: string; points: number },
): Promise<Consumed> {
  let detail = ''
  for (let tries = 0; tries < triesMost; tries++) {
    const contact = await putConsumption(at, id, { product, points })
    if (contact.reached === 'refusal') throw contact.error
    if (contact.reached === 'answer') return { id, points, balance: contact.answer.entry.balance }
    detail = contact.detail
  }
  throw new LicenseError('points-unsettled', { detail, consumption: id })
}
