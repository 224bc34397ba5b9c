import {
  approveDeviceRequestSchema,
  type DecidedReply,
  type DeviceRequestReply,
  deviceGrantPaths,
  userCodeSchema,
} from '@undongle/core/api/device-grant'
import { ApiError } from '@undongle/core/api/error'
import { APIError } from 'better-auth/api'
import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { Auth } from './auth.ts'
import { chooseCompany, type DeviceRequest, findDeviceRequest } from './device-request-store.ts'
import { authenticate, type Principal } from './principal.ts'
import { parseBody } from './request-body.ts'
import { mayRegisterLicenseServer } from './roles.ts'
import { countTry, forgive } from './sign-in-failure.ts'

/** What the approve page of the console calls: look at a request, approve it for one of the person's companies, or deny it. */
export function mountDeviceRequests(app: Hono, auth: Auth): void {
  app.get(route(deviceGrantPaths.request), async (c) => {
    const { person, userCode, request, state } = await review(c, auth)
    const reply: DeviceRequestReply = {
      userCode,
      state,
      machineName: request.machineName,
      addressArea: request.addressArea,
      askedAt: request.askedAt.toISOString(),
      expiresAt: request.expiresAt.toISOString(),
      companies: person.memberships.filter(({ role }) => mayRegisterLicenseServer(role)),
    }
    return c.json(reply)
  })

  app.post(route(deviceGrantPaths.approve), async (c) => {
    const { person, userCode, state } = await review(c, auth)
    const { company } = await parseBody(c, approveDeviceRequestSchema)
    const membership = person.memberships.find((candidate) => candidate.company === company)
    if (membership === undefined || !mayRegisterLicenseServer(membership.role)) throw new ApiError('not-allowed')
    if (state !== 'pending') throw new ApiError('device-code-decided')
    await chooseCompany(auth.db, userCode, company, person.user)
    await decide(auth.betterAuth.api.deviceApprove({ body: { userCode }, headers: c.req.raw.headers }))
    return c.json({ state: 'approved' } satisfies DecidedReply)
  })

  app.post(route(deviceGrantPaths.deny), async (c) => {
    const { userCode, state } = await review(c, auth)
    if (state !== 'pending') throw new ApiError('device-code-decided')
    await decide(auth.betterAuth.api.deviceDeny({ body: { userCode }, headers: c.req.raw.headers }))
    return c.json({ state: 'denied' } satisfies DecidedReply)
  })
}

interface Review {
  readonly person: Extract<Principal, { kind: 'person' }>
  readonly userCode: string
  readonly request: DeviceRequest
  readonly state: DeviceRequestReply['state']
}

/**
 * Finds what a code stands for. The first person who looks at it is the only one who can decide it. Guessing codes is slowed.
 *
 * @throws ApiError `not-signed-in`, `device-code-unknown`, `device-code-decided` when it is somebody else's
 */
async function review(c: Context, auth: Auth): Promise<Review> {
  const person = await authenticate(auth, c.req.raw)
  if (person?.kind !== 'person') throw new ApiError('not-signed-in')
  const counts = [{ subject: `device code by ${person.user}`, free: 10 }]
  const wait = await countTry(auth, counts)
  if (wait !== undefined) {
    c.header('retry-after', String(wait))
    throw new ApiError('rate-limited')
  }
  const userCode = userCodeSchema.safeParse(c.req.param('userCode')).data
  const request = userCode === undefined ? undefined : await findDeviceRequest(auth.db, userCode, auth.now())
  if (userCode === undefined || request === undefined) throw new ApiError('device-code-unknown')
  await forgive(auth.db, counts)
  const found = await auth.betterAuth.api
    .deviceVerify({ query: { user_code: userCode }, headers: c.req.raw.headers })
    .catch(unlessRefused('device-code-unknown'))
  const verified = verifiedSchema.safeParse(found)
  if (!verified.success) throw new ApiError('device-code-decided')
  return { person, userCode, request, state: verified.data.status }
}

/** Better Auth names the client only to the person the request belongs to. */
const verifiedSchema = z.object({ status: z.enum(['pending', 'approved', 'denied']), client_id: z.string() })

async function decide(decision: Promise<unknown>): Promise<void> {
  await decision.catch(unlessRefused('device-code-decided'))
}

/** Turns a refusal of Better Auth into ours; anything else is a failure and stays one. */
function unlessRefused(code: 'device-code-unknown' | 'device-code-decided'): (error: unknown) => never {
  return (error) => {
    throw error instanceof APIError ? new ApiError(code, { detail: error.message }) : error
  }
}

/** A path as Hono writes its parameters. */
const route = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1')
