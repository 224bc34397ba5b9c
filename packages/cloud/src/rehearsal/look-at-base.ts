import type { Product } from '@undongle/core/license'
import { acrossCompanies } from '../db/across-companies.ts'
import type { Deps } from '../deps.ts'
import { addForeignLines, readSharedSerials } from './foreign-lines.ts'
import { type BaseCompany, readBaseInBatches } from './read-base.ts'

/**
 * Looks at every company of the base as of one moment, and changes nothing. Memory does not grow with the base.
 *
 * @param look what it returns is waited for
 */
export function lookAtBase(
  deps: Pick<Deps, 'db' | 'random'>,
  products: ReadonlyMap<string, Product>,
  look: (company: BaseCompany) => Promise<void>,
): Promise<void> {
  return acrossCompanies(deps, 'rehearsal', async (tx) => {
    const shared = await readSharedSerials(tx)
    for await (const batch of readBaseInBatches(tx, products)) {
      await addForeignLines(tx, batch, { shared, products })
      for (const company of batch) await look(company)
    }
  })
}
