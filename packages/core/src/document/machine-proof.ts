import { z } from 'zod'
import { hashSchema, type PublicKey, type VerifySignature } from '../key.ts'
import { secondsSchema } from '../time.ts'
import { type Opened, openDocument } from './jws.ts'

/** Proof that a machine holds its key, for one call: `htm` and `htu` as in DPoP (RFC 9449), `jti` used once. */
export const machineProofSchema = z.strictObject({
  jti: z.string().min(16).max(64),
  iat: secondsSchema,
  htm: z.enum(['POST', 'PUT', 'DELETE']),
  htu: z.url().max(500),
  jkt: hashSchema,
})
export type MachineProof = z.infer<typeof machineProofSchema>

/** @param jkt the thumbprint of the machine's key, which is also the proof's kid */
export function openMachineProof(
  document: string,
  key: PublicKey,
  jkt: string,
  verify: VerifySignature,
): Opened<MachineProof> {
  const opened = openDocument(
    document,
    'machine-proof',
    machineProofSchema,
    [{ kid: jkt, purpose: 'machine-proof', key }],
    verify,
  )
  return opened.ok && opened.claims.jkt !== jkt ? { ok: false, fault: 'wrong-key' } : opened
}
