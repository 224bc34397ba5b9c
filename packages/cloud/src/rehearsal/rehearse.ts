import { type Rehearsal, rehearseDongle, type Severity, severityOf } from '@undongle/core/rehearsal/rehearse'
import {
  addCompany,
  addRow,
  noTotals,
  type RehearsalTotals,
  type RehearsedRow,
  rowOf,
} from '@undongle/core/rehearsal/report'
import type { Deps } from '../deps.ts'
import { lookAtBase } from './look-at-base.ts'
import type { BaseCompany } from './read-base.ts'

/**
 * Runs a policy over the whole base as of one moment, and changes nothing [Q94]. Each dongle is decided by the code that decides in
 * earnest. Memory does not grow with the base.
 *
 * @param told is given every dongle, company by company; what it returns is waited for
 */
export async function rehearse(
  deps: Pick<Deps, 'db' | 'random'>,
  rehearsal: Rehearsal,
  told: (row: RehearsedRow) => Promise<void> | undefined,
): Promise<RehearsalTotals> {
  const totals = noTotals()
  await lookAtBase(deps, rehearsal.products, async (company) => {
    const { severity, rows } = rehearseCompany(rehearsal, company)
    addCompany(totals, severity)
    for (const row of rows) {
      addRow(totals, row)
      const taken = told(row)
      if (taken !== undefined) await taken
    }
  })
  return totals
}

function rehearseCompany(rehearsal: Rehearsal, { company, dongles, inCloud }: BaseCompany) {
  const rehearsed = dongles.map((dongle) => rehearseDongle(rehearsal, dongle))
  const severity: Severity = severityOf(rehearsal, { dongles: rehearsed, inCloud })
  const rows = rehearsed.map((one) => rowOf(company, one.concerns ? severity : 'none', one))
  return { severity, rows }
}
