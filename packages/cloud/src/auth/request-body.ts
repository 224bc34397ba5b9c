import { ApiError } from '@undongle/core/api/error'
import type { Context } from 'hono'
import type { z } from 'zod'

const bodySizeBytes = 64 * 1024

/**
 * Parses a JSON body at the edge.
 *
 * @throws ApiError `request-too-large`; `request-invalid` naming each wrong place, also for a body that does not say it is JSON: a form of
 * a foreign page can't say so without asking first (CORS)
 */
export async function parseBody<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  const text = await c.req.text()
  if (text.length > bodySizeBytes) throw new ApiError('request-too-large')
  const result = schema.safeParse(isJson(c) ? parseJson(text) : undefined)
  if (result.success) return result.data
  throw new ApiError('request-invalid', {
    fields: result.error.issues.map(({ path, message }) => ({
      pointer: path.map((part) => `/${String(part)}`).join(''),
      detail: message,
    })),
  })
}

function isJson(c: Context): boolean {
  return c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json'
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
