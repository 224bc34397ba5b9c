import { ApiError } from '@undongle/core/api/error'
import { openMachineProof } from '@undongle/core/document/machine-proof'
import { type PublicKey, thumbprint } from '@undongle/core/key'
import { verifySignature } from '@undongle/core/node/crypto'
import { fromSeconds, minuteMs } from '@undongle/core/time'

/** How far a machine's clock may be from the cloud's. */
const clockDifferenceMs = 5 * minuteMs

/**
 * Checks that whoever calls holds the private half of this key, now, for this call.
 *
 * @param call what the proof must name: method and full address under the public URL
 * @returns what must be remembered so that it counts once
 * @throws ApiError `proof-refused`
 */
export function checkProof(
  proof: string,
  key: PublicKey,
  call: { method: 'POST'; url: string },
  now: Date,
): { jti: string; expiresAt: Date } {
  if (key.kty !== 'OKP') throw new ApiError('proof-refused', { detail: 'not an Ed25519 key' })
  const opened = openMachineProof(proof, key, thumbprint(key), verifySignature)
  if (!opened.ok) throw new ApiError('proof-refused', { detail: opened.fault })
  const { htm, htu, iat, jti } = opened.claims
  if (htm !== call.method || htu !== call.url) throw new ApiError('proof-refused', { detail: `made for ${htm} ${htu}` })
  const issuedAt = fromSeconds(iat)
  const differenceMs = Math.abs(issuedAt.getTime() - now.getTime())
  if (differenceMs > clockDifferenceMs)
    throw new ApiError('proof-refused', { detail: `its clock is ${differenceMs} ms off` })
  return { jti, expiresAt: new Date(issuedAt.getTime() + 2 * clockDifferenceMs) }
}
