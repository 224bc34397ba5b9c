import { z } from 'zod'
import { attestationSchema } from '../dongle/attestation.ts'
import { stateTextSchema } from '../dongle/evidence.ts'
import { publicKeySchema } from '../key.ts'
import { logInclusionSchema } from '../log/inclusion.ts'
import { documentSizeBytes } from './jws.ts'
import { keyFileSchema } from './key-set.ts'

const documentSchema = z.string().max(documentSizeBytes)

/** The correction that took this certificate's place, in a file that was downloaded after it [Q86]. */
const newerSchema = documentSchema.optional()

/** Of a dongle that signs and can be written: its own receipt for the cloud's order. */
const orderBundleSchema = z.strictObject({
  certificate: documentSchema,
  order: documentSchema,
  receipt: stateTextSchema,
  dongleKey: publicKeySchema,
  keys: keyFileSchema,
  log: logInclusionSchema.optional(),
  newer: newerSchema,
})
export type OrderBundle = z.infer<typeof orderBundleSchema>

/** Of a dongle that can only be read: its statement that it was there, where it has a key; the rest is the cloud's word alone. */
const drainBundleSchema = z.strictObject({
  certificate: documentSchema,
  statement: z.union([z.null(), attestationSchema]),
  dongleKey: z.union([z.null(), publicKeySchema]),
  keys: keyFileSchema,
  log: logInclusionSchema.optional(),
  newer: newerSchema,
})
export type DrainBundle = z.infer<typeof drainBundleSchema>

/**
 * Nothing but the cloud's word stands behind it: operators or support said so, and the certificate tells; or a cloud that was put back knows
 * an ordinary transfer by its certificate alone, and order and receipt are with the License Server that carried it out.
 */
const declaredBundleSchema = z.strictObject({
  certificate: documentSchema,
  keys: keyFileSchema,
  log: logInclusionSchema.optional(),
  newer: newerSchema,
})
export type DeclaredBundle = z.infer<typeof declaredBundleSchema>

/**
 * What a customer keeps of a transfer: one file, verifiable offline for ever. `log` is missing in a file that was downloaded before the
 * certificate had its place in the public log.
 */
export const certificateBundleSchema = z.union([orderBundleSchema, drainBundleSchema, declaredBundleSchema])
export type CertificateBundle = z.infer<typeof certificateBundleSchema>
