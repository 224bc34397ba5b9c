import { z } from 'zod'
import { hashSchema, type PublicKey, publicKeySchema, thumbprint, type VerifySignature } from '../key.ts'
import { secondsSchema } from '../time.ts'
import { type DocumentKey, type Opened, openDocument } from './jws.ts'
import { keyPurposes } from './purpose.ts'

const purposeSchema = z.enum(keyPurposes)

/** One published key: a JWK (RFC 7517) with the one purpose it may sign for. `undongle` members are ignored by general tools. */
const publishedKeySchema = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().length(43),
  kid: z.string().min(1).max(128),
  alg: z.literal('EdDSA'),
  use: z.literal('sig'),
  'undongle:purpose': purposeSchema,
})
export type PublishedKey = z.infer<typeof publishedKeySchema>

/** The keys of a cloud, current and next of each purpose, signed by the offline root. `version` never falls. */
export const keySetSchema = z.strictObject({
  iss: z.url().max(200),
  iat: secondsSchema,
  version: z.int().min(1),
  keys: z.array(publishedKeySchema).min(1).max(64),
})
export type KeySet = z.infer<typeof keySetSchema>

/** What a verifier keeps: the root it pinned and the newest key set that root signed. Courier bundles and `certificate verify` carry the same file. */
export const keyFileSchema = z.strictObject({
  root: publicKeySchema,
  keySet: z.string().max(65_536),
  rootThumbprint: hashSchema,
})
export type KeyFile = z.infer<typeof keyFileSchema>

export const rootKid = (root: PublicKey): string => `root-${thumbprint(root)}`

/** Opens a key set against a root that is already trusted. */
export function openKeySet(document: string, root: PublicKey, verify: VerifySignature): Opened<KeySet> {
  return openDocument(
    document,
    'key-set',
    keySetSchema,
    [{ kid: rootKid(root), purpose: 'key-set', key: root }],
    verify,
  )
}

export function documentKeys(keySet: KeySet): DocumentKey[] {
  return keySet.keys.map(({ kid, kty, crv, x, 'undongle:purpose': purpose }) => ({
    kid,
    purpose,
    key: { kty, crv, x },
  }))
}
