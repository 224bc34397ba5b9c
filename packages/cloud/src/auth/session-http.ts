import { ApiError } from '@undongle/core/api/error'
import { setUpRequestSchema, signInPaths, signInRequestSchema } from '@undongle/core/api/sign-in'
import type { Context, Hono } from 'hono'
import { addressArea } from './address-area.ts'
import type { Auth } from './auth.ts'
import { forgetExpired } from './expired.ts'
import { requireOwnOrigin } from './principal.ts'
import { parseBody } from './request-body.ts'
import { describeSession, readSession } from './session.ts'
import { useSetUpLink } from './set-up-link.ts'
import { countTry, forgive, signInCounts } from './sign-in-failure.ts'

/** Signing in and out of people, and the one-time link. The session is an httpOnly cookie; no reply holds its token. */
export function mountSessions(app: Hono, auth: Auth): void {
  app.post(signInPaths.session, async (c) => {
    requireOwnOrigin(auth, c.req.raw) // else a foreign page could sign a visitor in as somebody else
    const { email, password } = await parseBody(c, signInRequestSchema)
    const counts = signInCounts(email, addressArea(auth.clientAddress(c)))
    const wait = await countTry(auth, counts)
    if (wait !== undefined) {
      c.header('retry-after', String(wait))
      throw new ApiError('sign-in-slowed')
    }
    const reply = await signIn(c, auth, email, password)
    await forgive(auth.db, counts)
    await forgetExpired(auth.db, auth.now())
    return reply
  })

  app.post(signInPaths.setUp, async (c) => {
    requireOwnOrigin(auth, c.req.raw)
    const request = await parseBody(c, setUpRequestSchema)
    const email = await useSetUpLink(auth, request)
    return signIn(c, auth, email, request.password)
  })

  app.get(signInPaths.session, async (c) => {
    const session = await readSession(auth, c.req.raw.headers)
    if (session === undefined) throw new ApiError('not-signed-in')
    return c.json(await describeSession(auth, session))
  })

  app.delete(signInPaths.session, async (c) => {
    requireOwnOrigin(auth, c.req.raw)
    const response = await auth.betterAuth.api.signOut({ headers: cookieOf(c.req.raw.headers), asResponse: true })
    passCookies(c, response)
    return c.json({ signedOut: true })
  })
}

async function signIn(c: Context, auth: Auth, email: string, password: string): Promise<Response> {
  const response = await auth.betterAuth.api.signInEmail({ body: { email, password }, asResponse: true })
  if (response.status >= 500) throw new ApiError('internal-error', { detail: await response.text() })
  if (!response.ok) throw new ApiError('sign-in-refused')
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ')
  const session = await readSession(auth, new Headers({ cookie }))
  if (session === undefined)
    throw new ApiError('internal-error', { detail: 'a session was made and could not be read' })
  passCookies(c, response)
  return c.json(await describeSession(auth, session))
}

const cookieOf = (headers: Headers): Headers => new Headers({ cookie: headers.get('cookie') ?? '' })

function passCookies(c: Context, response: Response): void {
  for (const line of response.headers.getSetCookie()) c.header('set-cookie', line, { append: true })
}
