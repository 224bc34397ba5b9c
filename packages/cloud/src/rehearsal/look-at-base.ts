import type { Product } from '@undongle/core/license'
import { acrossCompanies } from '../db/across-companies.ts'
import type { Deps } from '../deps.ts'
import { addForeignLines, readSharedSerials } from './foreign-lines.ts'
import { type BaseCompany, readBase } from './read-base.ts'

const donglesAtOnce = 2000

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
    const lookAt = async (companies: readonly BaseCompany[]) => {
      await addForeignLines(tx, companies, { shared, products })
      for (const company of companies) await look(company)
    }
    let batch: BaseCompany[] = []
    let size = 0
    for await (const company of readBase(tx, products)) {
      batch.push(company)
      size += company.dongles.length
      if (size < donglesAtOnce) continue
      await lookAt(batch)
      batch = []
      size = 0
    }
    await lookAt(batch)
  })
}
