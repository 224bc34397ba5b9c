import { type Rehearsal, rehearseDongle, type Severity, severityOf } from '@undongle/core/rehearsal/rehearse'
import {
  addCompany,
  addRow,
  noTotals,
  type RehearsalTotals,
  type RehearsedRow,
  rowOf,
} from '@undongle/core/rehearsal/report'
import { acrossCompanies } from '../db/across-companies.ts'
import type { Deps } from '../deps.ts'
import { addForeignLines } from './foreign-lines.ts'
import { type BaseCompany, readBase } from './read-base.ts'

const donglesAtOnce = 2000

/**
 * Runs a policy over the whole base as of one moment, and changes nothing [Q94]. Each dongle is decided by the code that decides in
 * earnest. Memory does not grow with the base.
 *
 * @param told is given every dongle, company by company; what it returns is waited for
 */
export function rehearse(
  deps: Pick<Deps, 'db' | 'random'>,
  rehearsal: Rehearsal,
  told: (row: RehearsedRow) => Promise<void> | undefined,
): Promise<RehearsalTotals> {
  return acrossCompanies(deps, 'rehearsal', async (tx) => {
    const totals = noTotals()
    const decide = async (companies: readonly BaseCompany[]) => {
      await addForeignLines(tx, companies, rehearsal.products)
      for (const company of companies) {
        const { severity, rows } = rehearseCompany(rehearsal, company)
        addCompany(totals, severity)
        for (const row of rows) {
          addRow(totals, row)
          const taken = told(row)
          if (taken !== undefined) await taken
        }
      }
    }
    let batch: BaseCompany[] = []
    let size = 0
    for await (const company of readBase(tx, rehearsal.products)) {
      batch.push(company)
      size += company.dongles.length
      if (size < donglesAtOnce) continue
      await decide(batch)
      batch = []
      size = 0
    }
    await decide(batch)
    return totals
  })
}

function rehearseCompany(rehearsal: Rehearsal, { company, dongles, inCloud }: BaseCompany) {
  const rehearsed = dongles.map((dongle) => rehearseDongle(rehearsal, dongle))
  const severity: Severity = severityOf(rehearsal, { dongles: rehearsed, inCloud })
  const rows = rehearsed.map((one) => rowOf(company, one.concerns ? severity : 'none', one))
  return { severity, rows }
}
