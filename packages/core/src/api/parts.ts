import { z } from 'zod'
import { documentSizeBytes } from '../document/jws.ts'
import { idSchema } from '../id.ts'
import { resultNames } from '../transfer/result.ts'

// What several operations of the cloud's interface share.

export const documentSchema = z.string().max(documentSizeBytes)
export const transferParameter = z.strictObject({ transfer: idSchema('transfer') })
export const resultSchema = z.enum(resultNames)
/** A list and the few orders of a dongle, each at most 32 KiB before base64. */
export const evidenceSizeBytes = 2 * 1024 * 1024
/** For those who act for several companies. */
export const companyQuery = z.strictObject({ company: idSchema('company').optional() })
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(64).optional(),
}
export const nextSchema = z.union([z.null(), z.string()])
