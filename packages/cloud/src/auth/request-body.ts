import type { Context } from 'hono'
import type { z } from 'zod'
import { parsePart } from '../http/problems.ts'
import { readBody } from '../http/request-body.ts'

const bodySizeBytes = 64 * 1024
const formSizeBytes = 16 * 1024
const formType = 'application/x-www-form-urlencoded'

/** Parses a JSON body at the edge. @throws ApiError `request-too-large`, `request-invalid` naming each wrong place */
export async function parseBody<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  return parsePart(schema, await readBody(c.req.raw, bodySizeBytes), '')
}

/** Reads a form in which each parameter stands at most once (RFC 6749, section 3.2). @returns undefined when it is none */
export async function readForm(c: Context): Promise<unknown> {
  if (c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase() !== formType) return undefined
  return readBody(c.req.raw, formSizeBytes, { [formType]: parseForm })
}

function parseForm(text: string): Record<string, string> | undefined {
  const form = new URLSearchParams(text)
  return form.size === new Set(form.keys()).size ? Object.fromEntries(form) : undefined
}
