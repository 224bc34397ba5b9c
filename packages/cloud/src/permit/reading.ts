import { ApiError } from '@undongle/core/api/error'
import { openLicenseList } from '@undongle/core/document/license-list'
import { type Attestation, verifyAttestation } from '@undongle/core/dongle/attestation'
import { type ReadableEvidence, readingHashOf } from '@undongle/core/dongle/evidence'
import { dongleNameOf } from '@undongle/core/dongle/name'
import { utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import type { LicenseServerId, TransferId } from '@undongle/core/id'
import { type PublicKey, thumbprint } from '@undongle/core/key'
import type { License } from '@undongle/core/license'
import { verifySignature } from '@undongle/core/node/crypto'
import type { SigningKeys } from '../signing/signing-keys.ts'
import type { SeenDongle } from '../transfer/claim-store.ts'
import { isFreshNonce } from '../transfer/nonce.ts'

/** What is believed of a dongle that can only be read. */
export interface ReadableReading {
  /** Its name: the thumbprint of its key, or its serial. */
  readonly dongle: string
  readonly serial: string
  readonly key: PublicKey | null
  /** What the vendor's list on it names; undefined where it holds none, and the contract alone says what is on it. */
  readonly list: readonly License[] | undefined
  /** What a statement of its key has to be about. */
  readonly hash: string
}

/** @throws ApiError `list-refused` */
export function readReadable(evidence: ReadableEvidence, keys: SigningKeys): ReadableReading {
  const { serial, key } = evidence
  return {
    dongle: dongleNameOf(evidence),
    serial,
    key,
    list: evidence.list === null ? undefined : readList(evidence.list, { serial, key, keys }),
    hash: readingHashOf(evidence),
  }
}

/** A readable dongle has no state of ours, so its claim knows none: class A counts from the first one it sees. */
export const seenReadable = ({ dongle, serial }: Pick<ReadableReading, 'dongle' | 'serial'>): SeenDongle => ({
  dongle,
  serial,
  generation: 1,
  stateHash: '',
})

/** What a dongle's statement is worth. */
export interface Statement {
  readonly attestation: Attestation
  /** Whether it was made after the cloud's last nonce for this machine; an old one may only join what is open. */
  readonly fresh: boolean
}

/**
 * @param proof what the dongle signed; null where it can't, or was not asked
 * @param transfer what it must have been asked for; null for a permit
 * @throws ApiError `attestation-refused`
 */
export function readStatement(
  proof: Attestation | null,
  { hash, key }: { hash: string; key: PublicKey | null },
  asked: { transfer: TransferId | null; secret: Uint8Array; licenseServer: LicenseServerId; now: Date },
): Statement | undefined {
  if (proof === null) return undefined
  const body = key === null ? undefined : verifyAttestation(proof, key, verifySignature)
  if (body === undefined || body.state !== hash || body.transfer !== asked.transfer)
    throw new ApiError('attestation-refused')
  return {
    attestation: proof,
    fresh: isFreshNonce(body.nonce, asked.secret, asked.licenseServer, asked.now),
  }
}

function readList(
  document: string,
  { serial, key, keys }: { serial: string; key: PublicKey | null; keys: SigningKeys },
): readonly License[] {
  const list = openLicenseList(document, keys.believed, verifySignature)
  if (!list.ok) throw new ApiError('list-refused', { detail: list.fault })
  if (list.claims.serial !== serial || (key !== null && list.claims.dongle !== thumbprint(key)))
    throw new ApiError('list-refused', { detail: `the list of another dongle: ${hashBytes(utf8(document))}` })
  return list.claims.licenses
}
