import { Hono } from 'hono'
import type { Principal } from '../auth/principal.ts'
import type { Endpoints } from '../http/call.ts'
import { type Listening, listen } from '../http/listen.ts'
import { mountApi } from '../http/mount-api.ts'
import { answerProblem } from '../http/problems.ts'

/** Some of the cloud's operations on a port of their own, behind the cloud's own routes, sign-in and parsing. */
export async function serveEndpoints(
  endpoints: Partial<Endpoints>,
  authenticate: (request: Request) => Promise<Principal | undefined>,
): Promise<Listening> {
  const app = new Hono()
  mountApi(app, {
    endpoints: endpoints as Endpoints,
    authenticate,
    isCustomer: async () => false,
    clientAddress: () => undefined,
  })
  const log = { info: () => undefined, warn: () => undefined, error: console.error }
  app.onError((error, c) => answerProblem(c, error, log))
  const listening = await listen(0)
  listening.serve(app.fetch)
  return listening
}
