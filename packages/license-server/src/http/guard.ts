import { timingSafeEqual } from 'node:crypto'
import { ApiError } from '@undongle/core/api/error'
import { localTokenHeader } from '@undongle/core/api/local'
import { utf8 } from '@undongle/core/encoding'
import type { MiddlewareHandler } from 'hono'

/**
 * The page listens where any web site's script can send requests to, so every request is checked before anything reads it.
 * Host: exact names and port, else another name that points here could read answers (DNS rebinding).
 * Origin: exact, with the port; another port of localhost is another site, though cookies and Sec-Fetch-Site call it the same.
 */
export function guard(port: () => number, token: string): MiddlewareHandler {
  return async (c, next) => {
    const hosts = hostsOf(port())
    const host = c.req.header('host')
    if (host === undefined || !hosts.includes(host.toLowerCase()))
      throw new ApiError('host-refused', { detail: `host ${host}` })
    const origin = c.req.header('origin')
    if (origin !== undefined && !hosts.some((own) => origin === `http://${own}`)) {
      throw new ApiError('origin-refused', { detail: `origin ${origin}` })
    }
    if (needsToken(c.req.method, c.req.path) && !sameToken(c.req.header(localTokenHeader), token)) {
      throw new ApiError('origin-refused', { detail: 'no token' })
    }
    await next()
  }
}

export const hostsOf = (port: number): readonly string[] => [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]

/** Applications on the machine take seats and points without the token: they have no page, and a page of another origin was refused already. */
function needsToken(method: string, path: string): boolean {
  const isApplications = path.startsWith('/v1/leases/') || path.startsWith('/v1/consumptions/')
  return method !== 'GET' && method !== 'HEAD' && !isApplications
}

function sameToken(given: string | undefined, token: string): boolean {
  const [a, b] = [utf8(given ?? ''), utf8(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}
