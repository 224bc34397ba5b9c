import { z } from 'zod'
import { machineNameSchema } from '../api/device-grant.ts'
import { type DocumentFault, type Opened, openDocument, splitDocument, writeDocument } from '../document/jws.ts'
import { idSchema } from '../id.ts'
import { hashSchema, publicKeySchema, type SignMessage, thumbprint, type VerifySignature } from '../key.ts'
import { versionSchema } from '../license.ts'
import { secondsSchema } from '../time.ts'
import { carriedOperations } from './carried.ts'
import { messagesMax } from './limits.ts'

/** One call that the License Server would have made. The body is text, so that it is signed as it was written. */
const courierMessageSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{16}$/),
  operation: z.enum(carriedOperations),
  parameters: z.record(z.string().max(40), z.string().max(300)),
  query: z.record(z.string().max(40), z.string().max(300)),
  body: z.union([z.null(), z.string().max(128 * 1024)]),
})
export type CourierMessage = z.infer<typeof courierMessageSchema>

/**
 * What a machine without a network asks of the cloud, signed with its own key: it carries proof and no secret, so whoever carries it may
 * read it. `number` grows with each request of a machine, so that the cloud never acts on an older one again. The answer is sealed to `seal`.
 */
export const courierRequestSchema = z.strictObject({
  number: z.int().min(1),
  iat: secondsSchema,
  exp: secondsSchema,
  /** The issuer of the cloud that this machine knows; null before it knows one. */
  aud: z.union([z.null(), z.string().max(300)]),
  machine: publicKeySchema,
  name: machineNameSchema,
  version: versionSchema,
  /** Null asks for a sign-in: a person of the company has to answer. */
  account: z.union([
    z.null(),
    z.strictObject({ licenseServer: idSchema('licenseServer'), company: idSchema('company') }),
  ]),
  seal: publicKeySchema,
  /** The version of the key set that this machine holds; the answer brings a newer one. */
  keySet: z.union([z.null(), z.int().min(1)]),
  messages: z.array(courierMessageSchema).max(messagesMax),
})
export type CourierRequest = z.infer<typeof courierRequestSchema>

export function writeCourierRequest(request: CourierRequest, sign: SignMessage): string {
  return writeDocument('courier-request', thumbprint(request.machine), request, sign)
}

/** What a request says of itself, believed by nobody yet: for the page that shows what is about to be answered. */
export function peekCourierRequest(text: string): CourierRequest | undefined {
  const split = splitDocument(text, 'courier-request')
  return split.ok ? courierRequestSchema.safeParse(split.document.payload).data : undefined
}

/** Opens a request with the key it names itself: whose key that is, the cloud looks up. */
export function openCourierRequest(
  text: string,
  verify: VerifySignature,
): Opened<CourierRequest> | { ok: false; fault: DocumentFault } {
  const split = splitDocument(text, 'courier-request')
  if (!split.ok) return split
  const named = z.object({ machine: publicKeySchema }).safeParse(split.document.payload)
  const kid = hashSchema.safeParse(split.document.kid)
  if (!named.success || !kid.success) return { ok: false, fault: 'malformed' }
  if (thumbprint(named.data.machine) !== kid.data) return { ok: false, fault: 'wrong-key' }
  const key = { kid: kid.data, purpose: 'courier-request' as const, key: named.data.machine }
  return openDocument(text, 'courier-request', courierRequestSchema, [key], verify)
}
