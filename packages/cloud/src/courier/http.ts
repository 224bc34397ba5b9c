import { accountApi } from '@undongle/core/api/account'
import { ApiError } from '@undongle/core/api/error'
import type { OperationName } from '@undongle/core/api/permission'
import { chosenCompany } from '../http/authorize.ts'
import type { Call, Endpoints } from '../http/call.ts'
import { rateLimit } from '../http/rate-limit.ts'
import { answerMessages, answerSignIn, type CourierDeps } from './answer.ts'
import { type OpenedRequest, openRequest } from './open.ts'
import type { AskSelf } from './reply.ts'
import type { GivenAnswer } from './store.ts'

/** What is refused from one address in a minute: anybody may bring signed files, nobody may try them out. */
const refusedPerMinute = 30

/** @param askSelf a call of this very cloud, with what is known of the connection it came by */
export function courierEndpoints(
  deps: CourierDeps,
  askSelf: (request: Request, env: unknown) => Response | Promise<Response>,
): Pick<Endpoints, 'courier.answer' | 'courier.sign-in'> {
  const refused = rateLimit(refusedPerMinute, deps.now)
  async function slowly<Name extends OperationName, Answer>(call: Call<Name>, work: () => Promise<Answer>) {
    const wait = refused.waitOf(call.address)
    if (wait !== undefined) throw new ApiError('rate-limited', { retryAfterSeconds: wait })
    try {
      return await work()
    } catch (error) {
      if (error instanceof ApiError) refused.take(call.address)
      throw error
    }
  }
  const open = (text: string) => openRequest(text, deps.keys.issuer, deps.now())
  return {
    'courier.answer': (call) =>
      slowly(call, async () => {
        const opened = open(call.body.request)
        return shown(opened, await answerMessages(deps, asking(askSelf, call), opened))
      }),
    'courier.sign-in': (call) =>
      slowly(call, async () => {
        const { principal } = call.permission
        if (principal?.kind !== 'person') throw new ApiError('not-allowed')
        const opened = open(call.body.request)
        const ask = asking(askSelf, call)
        const readMe = (accessToken: string) => readAccount(ask, deps.url, accessToken)
        const by = { company: chosenCompany(call.permission), user: principal.user, readMe }
        const given = await answerSignIn(deps, ask, opened, by)
        return { ...shown(opened, given), licenseServer: given.licenseServer }
      }),
  }
}

/** The carrier's address counts for what the carried calls are limited by. */
function asking<Name extends OperationName>(
  askSelf: (request: Request, env: unknown) => Response | Promise<Response>,
  { context }: Call<Name>,
): AskSelf {
  return (request) => askSelf(request, context.env)
}

const shown = ({ request }: OpenedRequest, { answer, number, replies, refused }: GivenAnswer) => ({
  answer,
  machine: request.name,
  number,
  replies,
  refused,
})

async function readAccount(ask: AskSelf, url: string, accessToken: string) {
  const { path, answer } = accountApi['me.read']
  const response = await ask(new Request(`${url}${path}`, { headers: { authorization: `Bearer ${accessToken}` } }))
  const { user, company } = answer.parse(await response.json())
  if (company === null) throw new ApiError('company-not-chosen')
  return { user, company }
}
