import { ApiError } from '@undongle/core/api/error'
import { openMachineProof } from '@undongle/core/document/machine-proof'
import { type PublicKey, thumbprint } from '@undongle/core/key'
import { verifySignature } from '@undongle/core/node/crypto'
import { fromSeconds, minuteMs } from '@undongle/core/time'

/** How far a machine's clock may be from the cloud's. */
const clockDifferenceMs = 5 * minuteMs

/** What a proof must name: the method and the full address. */
export interface ProvenCall {
  readonly method: 'POST'
  readonly urls: readonly string[]
}

/**
 * Checks that whoever calls holds the private half of this key, now, for this call.
 *
 * @returns what must be remembered so that it counts once
 * @throws ApiError `proof-refused`
 */
export function checkProof(
  proof: string,
  key: PublicKey,
  call: ProvenCall,
  now: Date,
): { jti: string; expiresAt: Date } {
  if (key.kty !== 'OKP') throw new ApiError('proof-refused', { detail: 'not an Ed25519 key' })
  const opened = openMachineProof(proof, key, thumbprint(key), verifySignature)
  if (!opened.ok) throw new ApiError('proof-refused', { detail: opened.fault })
  const { htm, htu, iat, jti } = opened.claims
  if (htm !== call.method || !call.urls.includes(htu))
    throw new ApiError('proof-refused', { detail: `made for ${htm} ${htu}` })
  const issuedAt = fromSeconds(iat)
  const differenceMs = Math.abs(issuedAt.getTime() - now.getTime())
  if (differenceMs > clockDifferenceMs)
    throw new ApiError('proof-refused', { detail: `its clock is ${differenceMs} ms off` })
  return { jti, expiresAt: new Date(issuedAt.getTime() + 2 * clockDifferenceMs) }
}
