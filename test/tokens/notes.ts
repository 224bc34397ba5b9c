import { attestationBody, verifyAttestation } from '@undongle/core/dongle/attestation'
import { encodeStateBody, firstStateBody, joinStateValue, parseStateValue } from '@undongle/core/dongle/state'
import { base64url, equalBytes, fromUtf8, utf8 } from '@undongle/core/encoding'
import { openCheckpoint, originOf, signCheckpoint } from '@undongle/core/log/checkpoint'
import { makeEd25519Key, makeP256Key, publicKeyOf, signWith, verifySignature } from '@undongle/core/node/crypto'
import fc from 'fast-check'

// What is signed without being a JWS: bytes with a signature beside them. Bent anywhere, they are worth nothing.

export type NoteName = 'checkpoint' | 'dongle state' | 'attestation'

const logKey = makeEd25519Key()
const dongle = makeP256Key()
const dongleKey = publicKeyOf(dongle)
const origin = originOf('https://cloud.example')
const root = new Uint8Array(32).fill(7)

const notes: Record<NoteName, { whole: Uint8Array; isAccepted: (bytes: Uint8Array) => boolean }> = {
  checkpoint: {
    whole: utf8(signCheckpoint({ origin, size: 3, root }, publicKeyOf(logKey), signWith(logKey))),
    isAccepted: (bytes) => isOpened(fromUtf8(bytes) ?? ''),
  },
  'dongle state': {
    whole: signedState(),
    isAccepted: (bytes) => parseStateValue(bytes, dongleKey, verifySignature) !== undefined,
  },
  attestation: { whole: signedAttestation(), isAccepted: isAttested },
}

/** Bends one of them so often; throws when a bent one is accepted. @returns how many were tried */
export function bendNotes(name: NoteName, { size, seed }: { size: number; seed: number }): number {
  const { whole, isAccepted } = notes[name]
  if (!isAccepted(whole)) throw new Error(`the ${name} is not whole`)
  let tried = 0
  const property = fc.property(bentBytes(whole), (bytes) => {
    tried++
    if (isAccepted(bytes) && !equalBytes(bytes, whole)) throw new Error(`a bent ${name} was accepted`)
  })
  fc.assert(property, { numRuns: size, seed, endOnFailure: size > 10_000 })
  return tried
}

function bentBytes(whole: Uint8Array): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({
    at: fc.nat(whole.length),
    less: fc.nat(3),
    more: fc.uint8Array({ maxLength: 4 }),
  })
  const edited = fc.array(edit, { minLength: 1, maxLength: 3 }).map((edits) =>
    edits.reduce((bytes, { at, less, more }) => {
      const kept = bytes.subarray(0, at)
      return Uint8Array.from([...kept, ...more, ...bytes.subarray(kept.length + less)])
    }, whole),
  )
  return fc.oneof({ weight: 9, arbitrary: edited }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) })
}

/** A second signature may stand beside ours: what counts is that our text is signed by us. */
function isOpened(note: string): boolean {
  const opened = openCheckpoint(note, origin, [publicKeyOf(logKey)], verifySignature)
  if (opened === undefined) return false
  return !(opened.size === 3 && equalBytes(opened.root, root)) || note === fromUtf8(notes.checkpoint.whole)
}

function signedState(): Uint8Array {
  const body = encodeStateBody(firstStateBody(dongleKey, utf8('list')))
  return joinStateValue(body, signWith(dongle)(body))
}

function signedAttestation(): Uint8Array {
  const body = attestationBody(dongleKey, 'A'.repeat(43), null, 'nonce')
  return utf8(JSON.stringify({ body, signature: base64url(signWith(dongle)(utf8(body))) }))
}

function isAttested(bytes: Uint8Array): boolean {
  const [, body = '', signature = ''] = /^\{"body":"(.*)","signature":"(.*)"\}$/s.exec(fromUtf8(bytes) ?? '') ?? []
  return verifyAttestation({ body: body.replaceAll('\\"', '"'), signature }, dongleKey, verifySignature) !== undefined
}
