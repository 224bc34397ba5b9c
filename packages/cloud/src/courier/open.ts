import { ApiError } from '@undongle/core/api/error'
import { kindOfLetter } from '@undongle/core/courier/letter'
import { joinLetter } from '@undongle/core/courier/parts'
import { type CourierRequest, openCourierRequest } from '@undongle/core/courier/request'
import { utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import type { PublicKey } from '@undongle/core/key'
import { verifySignature } from '@undongle/core/node/crypto'
import { seal } from '@undongle/core/node/seal'
import { toSeconds } from '@undongle/core/time'

export interface OpenedRequest {
  readonly request: CourierRequest
  /** Of the whole file: the name under which it is answered once. */
  readonly hash: string
}

/**
 * Opens a request file, or its parts out of QR codes. Whose key signed it, and whether that machine is known, is not looked at yet.
 *
 * @throws ApiError what was mixed up, by name
 */
export function openRequest(text: string, issuer: string, now: Date): OpenedRequest {
  const joined = joinLetter(text)
  if (joined.joined === 'missing') throw new ApiError('courier-part-missing', { detail: joined.parts.join(' ') })
  if (joined.joined === 'mixed') throw new ApiError('courier-parts-mixed')
  if (joined.joined === 'changed') throw new ApiError('courier-changed')
  const { letter } = joined
  const kind = kindOfLetter(letter)
  if (kind === 'answer') throw new ApiError('courier-is-answer')
  if (kind === 'none') throw new ApiError('courier-unreadable')
  const opened = openCourierRequest(letter, verifySignature)
  if (!opened.ok) throw new ApiError('courier-changed', { detail: opened.fault })
  const request = opened.claims
  if (request.aud !== null && request.aud !== issuer) throw new ApiError('courier-other-cloud', { detail: request.aud })
  if (request.exp <= toSeconds(now)) throw new ApiError('courier-expired')
  if (!isSealable(request.seal)) throw new ApiError('courier-changed', { detail: 'nothing can be sealed to its key' })
  return { request, hash: hashBytes(utf8(letter)) }
}

/** A point that is on no curve, or a key of another kind, is found out before anything is done. */
function isSealable(key: PublicKey): boolean {
  try {
    seal('', key, {})
    return true
  } catch {
    return false
  }
}
