import { z } from 'zod'
import { refreshTokenSchema } from '../api/license-server.ts'
import { type DocumentKey, type Opened, openDocument } from '../document/jws.ts'
import { keyFileSchema } from '../document/key-set.ts'
import { idSchema } from '../id.ts'
import { hashSchema, publicKeySchema, type VerifySignature } from '../key.ts'
import { nameSchema } from '../license.ts'
import { secondsSchema } from '../time.ts'
import { messagesMax, repliesSizeBytes } from './limits.ts'

/** What the cloud said to one message, as it would have over the network. */
const courierReplySchema = z.strictObject({
  id: z.string().max(16),
  status: z.int().min(200).max(599),
  body: z.string().max(repliesSizeBytes),
})
export type CourierReply = z.infer<typeof courierReplySchema>

/** The cloud's answer to one request of one machine. What is not replied to waits for the next file. */
export const courierAnswerSchema = z.strictObject({
  iss: z.string().max(300),
  iat: secondsSchema,
  /** The thumbprint of the machine's key. */
  to: hashSchema,
  number: z.int().min(1),
  /** The hash of the request file. */
  request: hashSchema,
  /** There when the request asked for it. */
  signIn: z.union([
    z.null(),
    z.strictObject({
      licenseServer: idSchema('licenseServer'),
      user: z.strictObject({ id: idSchema('user'), email: z.string(), name: z.string() }),
      company: z.strictObject({ id: idSchema('company'), name: nameSchema }),
      refreshToken: refreshTokenSchema,
    }),
  ]),
  replies: z.array(courierReplySchema).max(messagesMax),
})
export type CourierAnswer = z.infer<typeof courierAnswerSchema>

export function openCourierAnswer(
  document: string,
  keys: readonly DocumentKey[],
  verify: VerifySignature,
): Opened<CourierAnswer> {
  return openDocument(document, 'courier-answer', courierAnswerSchema, keys, verify)
}

/** What is sealed: the signed answer, and the keys that open it where the machine has none or older ones. */
export const sealedAnswerSchema = z.strictObject({
  answer: z.string(),
  keys: z.union([z.null(), keyFileSchema]),
})

/** The type of the sealed file (RFC 7516), in its header. */
export const answerType = 'undongle-courier-answer+jwe'

/** What anybody can read of an answer: for whom it is, and to which request. The seal breaks when one of it is changed. */
export const answerHeaderSchema = z.strictObject({
  alg: z.literal('ECDH-ES'),
  enc: z.literal('A256GCM'),
  typ: z.literal(answerType),
  epk: publicKeySchema,
  to: hashSchema,
  number: z.int().min(1),
  request: hashSchema,
})
export type AnswerHeader = z.infer<typeof answerHeaderSchema>
