import { createMiddleware } from 'hono/factory'

/** What a page of ours may load: itself. The style sheets of the pages are set by script at run time, so inline style is allowed. */
const pagePolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Headers of every reply. Over TLS, browsers are told to come back only so. */
export const securityHeaders = (publicUrl: string) =>
  createMiddleware(async (c, next) => {
    c.header('content-security-policy', pagePolicy)
    c.header('cross-origin-opener-policy', 'same-origin')
    c.header('cross-origin-resource-policy', 'same-origin')
    c.header('permissions-policy', 'camera=(), geolocation=(), microphone=()')
    c.header('referrer-policy', 'no-referrer')
    c.header('x-content-type-options', 'nosniff')
    c.header('x-frame-options', 'DENY')
    if (publicUrl.startsWith('https:')) c.header('strict-transport-security', 'max-age=63072000; includeSubDomains')
    await next()
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
  })
