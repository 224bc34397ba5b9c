import { ApiError } from '@undongle/core/api/error'
import { writeCsvRow } from '@undongle/core/csv'
import type { Rehearsal, Severity } from '@undongle/core/rehearsal/rehearse'
import { type RehearsedRow, reportCells, reportHead } from '@undongle/core/rehearsal/report'
import type { Deps } from '../deps.ts'
import type { Endpoints } from '../http/call.ts'
import { wantsCsv } from '../http/csv-response.ts'
import { readAllProducts, readLines } from '../line/store.ts'
import { requireWhole } from '../policy/http.ts'
import { rehearse } from './rehearse.ts'
import { openSpool } from './spool.ts'

/** Production stops first. */
const order = { stop: 0, bridged: 1, none: 2 } as const satisfies Record<Severity, number>
const rowsShown = 200

/** One at a time: each reads everything there is. */
export function rehearsalEndpoints(deps: Deps): Pick<Endpoints, 'rehearsal.run'> {
  let running = false
  return {
    'rehearsal.run': async ({ parameters: { line }, body, context }) => {
      if (running) throw new ApiError('rehearsal-running')
      running = true
      try {
        const rehearsal = await rehearsalOf(deps, line, body.policy)
        return await (wantsCsv(context) ? reportAsCsv(deps, rehearsal) : reportAsJson(deps, rehearsal))
      } finally {
        running = false
      }
    },
  }
}

/** @param draft without one the line's own policy is tried @throws ApiError `not-found`, `policy-faulty` */
async function rehearsalOf({ db, now }: Deps, id: string, draft: unknown): Promise<Rehearsal> {
  const line = (await readLines(db)).find((candidate) => candidate.id === id)
  if (line === undefined) throw new ApiError('not-found', { detail: `line ${id}` })
  const policy = draft === undefined ? line.policy : requireWhole(draft)
  return { line: id, policy, products: await readAllProducts(db), now: now() }
}

async function reportAsJson(deps: Deps, rehearsal: Rehearsal) {
  const shown: Record<Severity, RehearsedRow[]> = { stop: [], bridged: [], none: [] }
  const totals = await rehearse(deps, rehearsal, (row) => {
    if (shown[row.severity].length < rowsShown) shown[row.severity].push(row)
    return undefined
  })
  return { totals, rows: [...shown.stop, ...shown.bridged, ...shown.none].slice(0, rowsShown) }
}

/** The base is read to its end before anything is sent: whoever reads slowly keeps no transaction open. */
async function reportAsCsv(deps: Deps, rehearsal: Rehearsal): Promise<Response> {
  const spool = await openSpool(Object.keys(order).length)
  try {
    await spool.write(0, writeCsvRow(reportHead))
    await rehearse(deps, rehearsal, (row) => spool.write(order[row.severity], writeCsvRow(reportCells(row))))
    return new Response(await spool.read(), { headers: { 'content-type': 'text/csv; charset=utf-8' } })
  } catch (error) {
    await spool.drop()
    throw error
  }
}
