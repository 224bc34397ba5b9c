import { ApiError } from '@undongle/core/api/error'
import type { CompanyId } from '@undongle/core/id'
import type { MeterDecision } from '@undongle/core/meter/decide'
import type { MeterEntry } from '@undongle/core/meter/entry'
import { inGroups } from '../db/in-groups.ts'
import type { Deps } from '../deps.ts'
import { chosenCompany, machineOf, type Permission } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { enterAll, type MeterAsk, readMeter } from './perform.ts'

export function meterEndpoints(deps: Deps): Pick<Endpoints, 'meter.consume' | 'meter.correct' | 'meter.list'> {
  const enter = inGroups((company: CompanyId, asked: readonly MeterAsk[]) => enterAll(deps, company, asked))
  return {
    'meter.consume': async ({ permission, parameters: { entry: id }, body: { product, points } }) => {
      const { company, licenseServer: by } = machineOf(permission)
      return entered(await enter(company, { id, product, kind: 'consumption', points: -points, by, reason: '' }))
    },
    'meter.correct': async ({ permission, parameters: { license, entry: id }, body: { points, reason } }) => {
      const company = chosenCompany(permission)
      return entered(await enter(company, { id, license, kind: 'correction', points, by: whoIn(permission), reason }))
    },
    'meter.list': async ({ permission, parameters: { license }, query: { limit, after } }) => {
      const before = after === undefined ? numberMost : Number(after)
      const company = chosenCompany(permission)
      const found = await readMeter(deps, company, license, { limit: limit + 1, before })
      const entries = found.entries.slice(0, limit)
      const last = found.entries.length > limit ? entries.at(-1) : undefined
      return { balance: found.balance, entries, next: last === undefined ? null : String(last.number) }
    },
  }
}

/** Above every number of an entry. */
const numberMost = 2 ** 31 - 1

function entered(decision: MeterDecision): { entry: MeterEntry } {
  if (decision.outcome === 'refused') throw new ApiError(decision.code)
  return { entry: decision.entry }
}

/** The operator's token is nobody in particular. */
const whoIn = ({ principal }: Permission): string => (principal?.kind === 'person' ? principal.user : 'operator-token')
