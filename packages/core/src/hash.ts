import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { type CanonicalValue, canonicalJson } from './canonical.ts'
import { base64url, utf8 } from './encoding.ts'

export const sha256 = (bytes: Uint8Array): Uint8Array => nobleSha256(bytes)

/** SHA-256 as 43 base64url characters: how every hash is written in this project. */
export const hashBytes = (bytes: Uint8Array): string => base64url(sha256(bytes))

/** The hash of a value's canonical JSON. */
export const hashValue = (value: CanonicalValue): string => hashBytes(utf8(canonicalJson(value)))
