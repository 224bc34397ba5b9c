import { base64url, equalBytes } from '@undongle/core/encoding'
import type { PublicKey } from '@undongle/core/key'
import { CKA, CKK_EC, CKM, CKO } from './constants.ts'
import { booleanAttribute, type Pkcs11Library, type SessionHandle, textAttribute } from './library.ts'

/** Our key pair's CKA_LABEL and CKA_ID. */
export const keyLabel = 'undongle'
const keyId = new TextEncoder().encode(keyLabel)

/** The object identifier of P-256, in DER: CKA_EC_PARAMS. */
const p256 = new Uint8Array([0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07])
const maxKeys = 4
const ecPointLimitBytes = 128

/** Every different P-256 public key with our label. Anybody can add a public object, so there may be more than one. */
export function findPublicKeys(library: Pkcs11Library, session: SessionHandle): PublicKey[] {
  const template = [library.ulongAttribute(CKA.CLASS, CKO.PUBLIC_KEY), textAttribute(CKA.LABEL, keyLabel)]
  const keys = library.findObjects(session, template, maxKeys).flatMap((object) => {
    const parameters = library.attribute(session, object, CKA.EC_PARAMS, ecPointLimitBytes)
    const point = library.attribute(session, object, CKA.EC_POINT, ecPointLimitBytes)
    if (parameters === null || point === null || !equalBytes(parameters, p256)) return []
    return parsePoint(point)
  })
  return [...new Map(keys.map((key) => [key.x, key])).values()]
}

export function findPrivateKey(library: Pkcs11Library, session: SessionHandle) {
  const template = [library.ulongAttribute(CKA.CLASS, CKO.PRIVATE_KEY), textAttribute(CKA.LABEL, keyLabel)]
  return library.findObjects(session, template, 1)[0]
}

/** The private half never leaves the token; the public half can be read without a PIN. */
export function generateKey(library: Pkcs11Library, session: SessionHandle): void {
  const named = [booleanAttribute(CKA.TOKEN, true), textAttribute(CKA.LABEL, keyLabel), { type: CKA.ID, value: keyId }]
  library.generateKeyPair(
    session,
    CKM.EC_KEY_PAIR_GEN,
    [
      ...named,
      library.ulongAttribute(CKA.KEY_TYPE, CKK_EC),
      { type: CKA.EC_PARAMS, value: p256 },
      booleanAttribute(CKA.PRIVATE, false),
      booleanAttribute(CKA.VERIFY, true),
    ],
    [
      ...named,
      library.ulongAttribute(CKA.KEY_TYPE, CKK_EC),
      booleanAttribute(CKA.PRIVATE, true),
      booleanAttribute(CKA.SENSITIVE, true),
      booleanAttribute(CKA.EXTRACTABLE, false),
      booleanAttribute(CKA.SIGN, true),
    ],
  )
}

/** 04 ‖ x ‖ y, which the standard wraps in a DER octet string and some modules leave bare. */
function parsePoint(point: Uint8Array): PublicKey[] {
  const bare = point.length === 67 && point[0] === 0x04 && point[1] === 0x41 ? point.subarray(2) : point
  if (bare.length !== 65 || bare[0] !== 0x04) return []
  return [{ kty: 'EC', crv: 'P-256', x: base64url(bare.subarray(1, 33)), y: base64url(bare.subarray(33)) }]
}
