import { assert } from '@undongle/core/assert'
import type { CanonicalValue } from '@undongle/core/canonical'
import { type DocumentKey, writeDocument } from '@undongle/core/document/jws'
import {
  documentKeys,
  type KeyFile,
  keyFileSchema,
  openKeySet,
  type PublishedKey,
  rootKid,
} from '@undongle/core/document/key-set'
import type { KeyPurpose } from '@undongle/core/document/purpose'
import { fromBase64url } from '@undongle/core/encoding'
import { type PublicKey, type SignMessage, thumbprint } from '@undongle/core/key'
import { makeEd25519Key, type PrivateKey, publicKeyOf, signWith, verifySignature } from '@undongle/core/node/crypto'
import { StartError } from '@undongle/core/node/start-error'
import { toSeconds } from '@undongle/core/time'
import { keyFileSchemas, keysFolder, type PurposeKeys, readKeyFile, writeKeyFile } from './key-files.ts'

/** What this cloud signs. Access tokens have keys of their own beside the sessions (see auth). */
export const signedPurposes = [
  'order',
  'certificate',
  'result',
  'lease',
  'license-list',
  'permit',
  'emergency',
  'block-list',
  'courier-answer',
] as const
export type SignedPurpose = (typeof signedPurposes)[number]

/** A key file each: what is signed as a document, and the checkpoint of the certificate log. */
const keptPurposes = [...signedPurposes, 'log'] as const

export interface SigningKeys {
  /** The key that signs this purpose now: stored with the claims, so that they are signed alike for ever. */
  kidOf(purpose: SignedPurpose): string
  /** @throws AssertionError for a kid that is not at hand: a key file was taken away */
  sign(purpose: SignedPurpose, kid: string, claims: CanonicalValue): string
  /** Signs the checkpoint of the certificate log, and nothing else. */
  readonly checkpointSigner: { readonly key: PublicKey; readonly sign: SignMessage }
  /** Every key this cloud believes. */
  readonly believed: readonly DocumentKey[]
  /** The root and the key set it signed: what verifiers keep. */
  readonly keyFile: KeyFile
  readonly published: readonly PublishedKey[]
  /** The `iss` of every document; it stays when the cloud moves to another address. */
  readonly issuer: string
  /** Bytes of a secret that never leaves this cloud, for what it only says to itself. */
  readonly secret: Uint8Array
}

/**
 * Reads the signing keys, and makes them when the folder is new.
 *
 * The root key signs the key set and nothing else: take `keys/root.json` away and keep it offline, the signed key set stays.
 * Only keys that the key set does not name yet need it back.
 *
 * @param issuer the cloud's public address; the one of the first start stays the issuer of everything signed here
 * @throws StartError `root-key-needed`
 */
export async function openSigningKeys(dataDir: string, issuer: string, now: Date): Promise<SigningKeys> {
  const pairs = await Promise.all(
    keptPurposes.map(async (purpose) => [purpose, await openPurpose(dataDir, purpose)] as const),
  )
  const published = pairs.flatMap(([purpose, { current, next }]) => [publish(purpose, current), publish(purpose, next)])
  const keyFile = await openKeyFile(dataDir, issuer, published, now)
  const keySet = openKeySet(keyFile.keySet, keyFile.root, verifySignature)
  assert(keySet.ok, 'the key set is the one that openKeyFile verified')
  const signers = new Map<string, SignMessage>(
    pairs.flatMap(([purpose, { current, next }]) =>
      [current, next].map((key) => [`${purpose} ${kidFor(purpose, key)}`, signWith(key)] as const),
    ),
  )
  const currentKids = new Map<KeyPurpose, string>(
    pairs.map(([purpose, { current }]) => [purpose, kidFor(purpose, current)]),
  )
  return {
    kidOf(purpose) {
      const kid = currentKids.get(purpose)
      assert(kid, `no key signs ${purpose}`)
      return kid
    },
    sign(purpose, kid, claims) {
      const sign = signers.get(`${purpose} ${kid}`)
      assert(sign, `the key ${kid} of ${purpose} is not in ${keysFolder(dataDir)}`)
      return writeDocument(purpose, kid, claims, sign)
    },
    checkpointSigner: checkpointSignerOf(pairs),
    believed: documentKeys(keySet.claims),
    keyFile,
    published: keySet.claims.keys,
    issuer: keySet.claims.iss,
    secret: await openSecret(dataDir),
  }
}

function checkpointSignerOf(pairs: readonly (readonly [KeyPurpose, PurposeKeys])[]): SigningKeys['checkpointSigner'] {
  const keys = pairs.find(([purpose]) => purpose === 'log')?.[1]
  assert(keys, 'the log has keys of its own')
  return { key: publicKeyOf(keys.current), sign: signWith(keys.current) }
}

async function openPurpose(dataDir: string, purpose: KeyPurpose): Promise<PurposeKeys> {
  const found = await readKeyFile(dataDir, purpose, keyFileSchemas.purpose)
  if (found !== undefined) return found
  const made = { current: makeEd25519Key(), next: makeEd25519Key() }
  await writeKeyFile(dataDir, purpose, made)
  return made
}

/** The stored key set when it still fits; otherwise a newer one, for which the root has to be at hand. */
async function openKeyFile(
  dataDir: string,
  issuer: string,
  keys: readonly PublishedKey[],
  now: Date,
): Promise<KeyFile> {
  const found = await readKeyFile(dataDir, 'key-set', keyFileSchemas.keySet)
  const old = found && openKeySet(found.keySet, found.root, verifySignature)
  const oldKeys = old?.ok ? old.claims.keys : []
  const oldKids = new Set(oldKeys.map((key) => key.kid))
  if (found && old?.ok && keys.every((key) => oldKids.has(key.kid))) return keyFileSchema.parse(found)
  const root = await openRoot(dataDir, found !== undefined)
  const publicRoot = publicKeyOf(root)
  const kids = new Set(keys.map((key) => key.kid))
  const keySet = writeDocument(
    'key-set',
    rootKid(publicRoot),
    {
      iss: old?.ok ? old.claims.iss : issuer,
      iat: toSeconds(now),
      version: old?.ok ? old.claims.version + 1 : 1,
      // A key that signed once is believed on: what it signed is in customers' hands.
      keys: [...keys, ...oldKeys.filter((key) => !kids.has(key.kid))],
    },
    signWith(root),
  )
  const made = { root: publicRoot, keySet, rootThumbprint: thumbprint(publicRoot) }
  await writeKeyFile(dataDir, 'key-set', made)
  return made
}

async function openRoot(dataDir: string, wasSigned: boolean): Promise<PrivateKey> {
  const found = await readKeyFile(dataDir, 'root', keyFileSchemas.root)
  if (found !== undefined) return found.key
  if (wasSigned) {
    throw new StartError('root-key-needed', `${keysFolder(dataDir)}/root.json is not there.`)
  }
  const key = makeEd25519Key()
  await writeKeyFile(dataDir, 'root', { key })
  return key
}

async function openSecret(dataDir: string): Promise<Uint8Array> {
  const found = await readKeyFile(dataDir, 'secret', keyFileSchemas.secret)
  const secret = found?.secret ?? makeEd25519Key().d
  if (found === undefined) await writeKeyFile(dataDir, 'secret', { secret })
  const bytes = fromBase64url(secret)
  assert(bytes, 'the schema allows base64url only')
  return bytes
}

function publish(purpose: KeyPurpose, key: PrivateKey): PublishedKey {
  const publicKey = publicKeyOf(key)
  assert(publicKey.kty === 'OKP', 'documents are signed with Ed25519')
  return { ...publicKey, kid: kidFor(purpose, key), alg: 'EdDSA', use: 'sig', 'undongle:purpose': purpose }
}

const kidFor = (purpose: KeyPurpose, key: PrivateKey): string => `${purpose}-${thumbprint(publicKeyOf(key))}`
