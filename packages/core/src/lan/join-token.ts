import { z } from 'zod'
import { hashSchema } from '../key.ts'

/** 256 random bits, as base64url. */
export const joinSecretSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'is not a join secret')

/**
 * What lets a machine of the network use a License Server: where it is, by which certificate it is known, and the secret that it is asked
 * for. One text, so that it fits an environment variable.
 */
export interface JoinToken {
  /** Host name or address, and port. */
  readonly host: string
  /** SHA-256 of the certificate in DER, as base64url: nothing is sent to anybody else. */
  readonly fingerprint: string
  readonly secret: string
}

const joinTokenSchema = z.object({
  host: z.string().regex(/^[A-Za-z0-9.-]{1,253}:\d{1,5}$|^\[[0-9a-f:]{2,45}\]:\d{1,5}$/),
  fingerprint: hashSchema,
  secret: joinSecretSchema,
})
const prefix = 'undongle-join-1'

/** `undongle-join-1/<host>:<port>/<fingerprint>/<secret>` */
export const writeJoinToken = ({ host, fingerprint, secret }: JoinToken): string =>
  [prefix, host, fingerprint, secret].join('/')

/** @returns undefined for anything that is not a join token of this form */
export function parseJoinToken(text: string): JoinToken | undefined {
  const [start, host, fingerprint, secret, ...more] = text.trim().split('/')
  if (start !== prefix || more.length > 0) return undefined
  return joinTokenSchema.safeParse({ host, fingerprint, secret }).data
}
