import { ApiError } from '@undongle/core/api/error'
import { answerOf } from '../case/answer.ts'
import type { Deps } from '../deps.ts'
import { chosenCompany } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { rateLimit } from '../http/rate-limit.ts'
import { signedBlockList } from './block-list.ts'
import { reportLoss } from './report.ts'

/** Nobody loses more in a minute. */
const reportsPerMinute = 30

export function lossEndpoints(deps: Deps): Pick<Endpoints, 'loss.report' | 'block-list.read'> {
  const reported = rateLimit(reportsPerMinute, deps.now)
  return {
    'loss.report': async ({ permission, parameters, body, context }) => {
      const company = chosenCompany(permission)
      const wait = reported.take(company)
      if (wait !== undefined) {
        context.header('retry-after', String(wait))
        throw new ApiError('rate-limited')
      }
      return answerOf(await reportLoss(deps, company, parameters.case, body))
    },
    'block-list.read': () => signedBlockList(deps),
  }
}
