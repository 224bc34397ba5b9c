import { ApiError } from '@undongle/core/api/error'
import type { SupportCase } from '@undongle/core/case/case'
import type { CaseId, CompanyId } from '@undongle/core/id'
import { acrossCompanies } from '../db/across-companies.ts'
import { type Deps, inCompany } from '../deps.ts'
import { chosenCompany, type Permission } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { rateLimit } from '../http/rate-limit.ts'
import { answerOf, summaryOf } from './answer.ts'
import { performDecision } from './decide.ts'
import { cursorOf, listCases } from './list.ts'
import { openAskedCase } from './open-asked.ts'
import { findCase, findCaseOfAny } from './store.ts'

/** More than a person writes, fewer than a loop does. */
const opensPerMinute = 30

type CaseEndpoint = 'case.open' | 'case.list' | 'case.read' | 'case.decide'

export function caseEndpoints(deps: Deps): Pick<Endpoints, CaseEndpoint> {
  const opened = rateLimit(opensPerMinute, deps.now)
  return {
    'case.open': async ({ permission, parameters, body, context }) => {
      const company = chosenCompany(permission)
      const wait = opened.take(company)
      if (wait !== undefined) {
        context.header('retry-after', String(wait))
        throw new ApiError('rate-limited')
      }
      return answerOf(await openAskedCase(deps, company, parameters.case, body))
    },
    'case.list': async ({ permission, query }) => {
      const page = { state: query.state, limit: query.limit + 1, after: query.after }
      const found = await listCases(deps, companyOrAll(permission), page)
      const cases = found.slice(0, query.limit)
      const last = cases.at(-1)
      return {
        cases: cases.map(({ listed, severity }) => summaryOf(listed, severity)),
        next: found.length > query.limit && last !== undefined ? cursorOf(last) : null,
      }
    },
    'case.read': async ({ permission, parameters }) =>
      answerOf(await readCase(deps, companyOrAll(permission), parameters.case)),
    'case.decide': async ({ permission, parameters, body }) => {
      const { principal } = permission
      if (principal?.kind !== 'person') throw new ApiError('person-needed')
      const { company } = await readCase(deps, companyOrAll(permission), parameters.case)
      return answerOf(await performDecision(deps, { company, case: parameters.case, by: principal.user }, body))
    },
  }
}

/** Support works for every company at once; everybody else for one. @returns undefined for all */
function companyOrAll(permission: Permission): CompanyId | undefined {
  const { role, company } = permission
  if (role === 'vendor-operator' || role === 'support-agent') return company
  return chosenCompany(permission)
}

async function readCase(deps: Deps, company: CompanyId | undefined, id: CaseId): Promise<SupportCase> {
  const found =
    company === undefined
      ? await acrossCompanies(deps, 'case.list', (tx) => findCaseOfAny(tx, id))
      : await inCompany(deps, company, (tx) => findCase(tx, company, id))
  if (found === undefined) throw new ApiError('case-unknown')
  return found
}
