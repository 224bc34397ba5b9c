import { z } from 'zod'
import { hashSchema } from '../key.ts'
import { logoDataSchema, logoMediaTypes, logoSizeBytes } from '../vendor/logo.ts'
import type { Operation } from './operation.ts'

export const logoSchema = z.strictObject({
  /** Of its bytes; another picture has another one. */
  hash: hashSchema,
  mediaType: z.enum(logoMediaTypes),
  data: logoDataSchema,
})
export type Logo = z.infer<typeof logoSchema>

/** What makes the pages the vendor's own [Q105]; its name and its support stand with the product lines. */
export const vendorApi = {
  'vendor-logo.read': {
    method: 'get',
    path: '/v1/vendor/logo',
    summary: 'The vendor’s logo, which every page shows [Q105]',
    answer: logoSchema,
    problems: ['not-found'],
  },
  'vendor-logo.put': {
    method: 'put',
    path: '/v1/vendor/logo',
    summary: 'Show this logo on every page: PNG or SVG, at most 32 KB',
    body: z.strictObject({ data: logoDataSchema }),
    bodySizeBytes: 2 * logoSizeBytes,
    answer: logoSchema.pick({ hash: true, mediaType: true }),
    problems: ['not-signed-in', 'not-allowed', 'request-invalid', 'logo-refused'],
  },
  'vendor-logo.remove': {
    method: 'delete',
    path: '/v1/vendor/logo',
    summary: 'Show the vendor’s name alone',
    answer: z.strictObject({ removed: z.boolean() }),
    problems: ['not-signed-in', 'not-allowed'],
  },
} as const satisfies Record<string, Operation>
