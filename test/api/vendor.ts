import type { CanonicalValue } from '@undongle/core/canonical'
import { writeDocument } from '@undongle/core/document/jws'
import { type KeyFile, rootKid } from '@undongle/core/document/key-set'
import type { KeyPurpose, Purpose } from '@undongle/core/document/purpose'
import { type Id, type IdKind, makeId } from '@undongle/core/id'
import { thumbprint } from '@undongle/core/key'
import { originOf, signCheckpoint } from '@undongle/core/log/checkpoint'
import type { Hash } from '@undongle/core/log/merkle'
import { makeEd25519Key, type PrivateKey, publicKeyOf, signWith } from '@undongle/core/node/crypto'
import { toSeconds } from '@undongle/core/time'

export const issuer = 'https://cloud.example'

/** A vendor's cloud with real keys: a root, one key a purpose, and what it signs with them. */
export interface Vendor {
  readonly root: PrivateKey
  readonly rootThumbprint: string
  keyFile(version?: number): KeyFile
  sign(purpose: Purpose, claims: CanonicalValue): string
  kidOf(purpose: Purpose): string
  /** The checkpoint of a certificate log, as this cloud signs it. */
  signCheckpoint(size: number, rootHash: Hash, origin?: string): string
}

const published = ['block-list', 'certificate', 'lease', 'license-list', 'log', 'order', 'result'] as const

export function makeVendor(at: Date): Vendor {
  const root = makeEd25519Key()
  const keys = new Map(published.map((purpose) => [purpose as KeyPurpose, makeEd25519Key()]))
  const rootKey = publicKeyOf(root)
  const keyOf = (purpose: KeyPurpose) => keys.get(purpose) ?? root
  const kidOf = (purpose: KeyPurpose) => `${purpose}-1`
  return {
    root,
    rootThumbprint: thumbprint(rootKey),
    kidOf,
    sign: (purpose, claims) => writeDocument(purpose, kidOf(purpose), claims, signWith(keyOf(purpose))),
    signCheckpoint(size, rootHash, origin = originOf(issuer)) {
      const key = keyOf('log')
      return signCheckpoint({ origin, size, root: rootHash }, publicKeyOf(key), signWith(key))
    },
    keyFile(version = 1) {
      const claims = {
        iss: issuer,
        iat: toSeconds(at),
        version,
        keys: published.map((purpose) => ({
          kty: 'OKP',
          crv: 'Ed25519',
          x: keyOf(purpose).x,
          kid: kidOf(purpose),
          alg: 'EdDSA',
          use: 'sig',
          'undongle:purpose': purpose,
        })),
      }
      const keySet = writeDocument('key-set', rootKid(rootKey), claims, signWith(root))
      return { root: rootKey, keySet, rootThumbprint: thumbprint(rootKey) }
    },
  }
}

/** Ids in a fixed order: the same in every run of a test. */
export function idMaker(at: Date): <Kind extends IdKind>(kind: Kind) => Id<Kind> {
  let count = 0
  return (kind) => {
    count++
    return makeId(kind, at, (sizeBytes) => new Uint8Array(sizeBytes).fill(count))
  }
}
