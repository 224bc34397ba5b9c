import { base64url } from '@undongle/core/encoding'
import type { RegisteredCertificate } from '../register/register.ts'
import type { LogParts } from './log.ts'
import type { Placed, WaitingCertificate } from './queue.ts'

const atOnce = 256

/**
 * The register and the database agree on every place before anything new is placed. The database is behind after a crash, and after a
 * restore from an older backup; the register is behind only when its folder was lost. Whichever knows less learns from the other.
 */
export async function settlePlaces({ register, queue, keys }: LogParts): Promise<void> {
  let placed = await queue.placed()
  while (placed < register.count()) {
    const known = await register.read(placed, atOnce)
    await queue.place(placed, known)
    placed += known.length
  }
  while (register.count() < placed) {
    const lost = await queue.readPlaced(register.count(), atOnce)
    await register.append(await Promise.all(lost.map((certificate) => signed({ queue, keys }, certificate))))
  }
}

/** Gives the certificates that wait their leaves. Their salts are made here, once. */
export async function registerWaiting({ register, queue, keys, random }: LogParts): Promise<void> {
  for (;;) {
    const waiting = await queue.waiting(atOnce)
    if (waiting.length === 0) return
    const certificates: RegisteredCertificate[] = []
    for (const certificate of waiting) {
      certificates.push(await signed({ queue, keys }, { ...certificate, salt: base64url(random(saltSizeBytes)) }))
    }
    await queue.place(await register.append(certificates), certificates)
  }
}

const saltSizeBytes = 32

/** Ed25519 is deterministic: the same bytes as its company got. */
async function signed(
  { queue, keys }: Pick<LogParts, 'queue' | 'keys'>,
  { id, company, salt }: WaitingCertificate & Placed,
): Promise<RegisteredCertificate> {
  const { kid, claims } = await queue.read({ id, company })
  return { id, company, document: keys.sign('certificate', kid, claims), salt }
}
