import type { Context } from 'hono'

/** Whether the caller asked for a table rather than JSON. */
export const wantsCsv = (context: Context): boolean => /\btext\/csv\b/.test(context.req.header('accept') ?? '')

/** A table, and where it goes on: RFC 8288's `next`. */
export function csvResponse(context: Context, text: string, next: string | null): Response {
  const address = new URL(context.req.url)
  if (next !== null) address.searchParams.set('after', next)
  return context.body(text, 200, {
    'content-type': 'text/csv; charset=utf-8',
    ...(next === null ? {} : { link: `<${address.pathname}${address.search}>; rel="next"` }),
  })
}
