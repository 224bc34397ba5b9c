import { ApiError } from '@undongle/core/api/error'
import type { MovedEvent } from '@undongle/core/api/moved'
import { writeCsv } from '@undongle/core/csv'
import type { CompanyId } from '@undongle/core/id'
import { acrossCompanies } from '../db/across-companies.ts'
import { type Deps, inCompany } from '../deps.ts'
import type { Endpoints } from '../http/call.ts'
import { csvResponse, wantsCsv } from '../http/csv-response.ts'
import { acknowledge, listWaiting, type Mark } from './store.ts'

export function movedEndpoints(deps: Deps): Pick<Endpoints, 'moved.list' | 'moved.acknowledge'> {
  return {
    'moved.list': async ({ query: { limit, after }, context }) => {
      const page = { now: deps.now(), limit: limit + 1, after: after === undefined ? undefined : markOf(after) }
      const found = await acrossCompanies(deps, 'moved.list', (tx) => listWaiting(tx, page))
      const events = found.slice(0, limit)
      const last = events.at(-1)
      const next = found.length > limit && last !== undefined ? `${last.at}/${last.id}` : null
      return wantsCsv(context) ? csvResponse(context, tableOf(events), next) : { events, next }
    },
    'moved.acknowledge': async ({ body: { events } }) => {
      const at = deps.now()
      let acknowledged = 0
      for (const [company, ids] of groupByCompany(events))
        acknowledged += await inCompany(deps, company, (tx) => acknowledge(tx, company, ids, at))
      return { acknowledged }
    },
  }
}

function markOf(after: string): Mark {
  const [at = '', id = ''] = after.split('/')
  const moment = new Date(at)
  if (!Number.isNaN(moment.getTime())) return { at: moment, id }
  throw new ApiError('request-invalid', {
    fields: [{ pointer: '/query/after', detail: 'is not a `next` of this feed' }],
  })
}

/** A license a row: what an ERP has as its own. */
function tableOf(events: readonly MovedEvent[]): string {
  const head = [
    'event',
    'kind',
    'at',
    'company',
    'company_name',
    'dongle',
    'line',
    'license',
    'until',
    'transfer',
    'certificate',
  ]
  const rows = events.flatMap((event) =>
    event.licenses.map((license) => [
      event.id,
      event.kind,
      event.at,
      event.company,
      event.companyName,
      event.dongle,
      event.line,
      license,
      event.until,
      event.transfer,
      event.certificate,
    ]),
  )
  return writeCsv(head, rows)
}

function groupByCompany(events: readonly { id: string; company: CompanyId }[]): Map<CompanyId, string[]> {
  const groups = new Map<CompanyId, string[]>()
  for (const { company, id } of events) groups.set(company, [...(groups.get(company) ?? []), id])
  return groups
}
