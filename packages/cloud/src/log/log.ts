import { base64url } from '@undongle/core/encoding'
import type { CertificateId } from '@undongle/core/id'
import type { LogInclusion } from '@undongle/core/log/inclusion'
import { inclusionRanges, nodesOfProof, proofOf } from '@undongle/core/log/proof'
import type { CertificateRegister } from '../register/register.ts'
import type { SigningKeys } from '../signing/signing-keys.ts'
import type { LogFiles } from './files.ts'
import { registerWaiting, settlePlaces } from './places.ts'
import { expectPublished, publish, readCheckpoint } from './publish.ts'
import type { LogQueue } from './queue.ts'
import { nodesIn } from './tree.ts'

/**
 * The public log of all certificates. It only grows, so that nobody can be shown another past than everybody else [Q93].
 *
 * A certificate's way: the transaction that makes it leaves it waiting; a round puts it into the register, which decides its leaf; then
 * its tiles are written, and last of all the checkpoint that speaks of them. Each step is on the disk before the next begins, and what a
 * crash left undone the next round does, from the register: so the log goes the same way again.
 */
export interface CertificateLog {
  /** One round. Two at a time are one. */
  sequence(): Promise<void>
  /** @returns undefined while the certificate is not under the published checkpoint */
  inclusionOf(certificate: CertificateId): Promise<LogInclusion | undefined>
  readonly files: LogFiles
}

export interface LogParts {
  readonly register: CertificateRegister
  readonly queue: LogQueue
  readonly files: LogFiles
  readonly keys: SigningKeys
  readonly random: (sizeBytes: number) => Uint8Array
}

export function openLog(parts: LogParts): CertificateLog {
  let round: Promise<void> | undefined
  return {
    files: parts.files,
    sequence() {
      round ??= sequence(parts).finally(() => {
        round = undefined
      })
      return round
    },
    inclusionOf: (certificate) => inclusionOf(parts, certificate),
  }
}

async function sequence(parts: LogParts): Promise<void> {
  await settlePlaces(parts)
  await expectPublished(parts) // before a new certificate takes the leaf of one that the register has forgotten
  await registerWaiting(parts)
  await publish(parts)
}

async function inclusionOf(parts: LogParts, certificate: CertificateId): Promise<LogInclusion | undefined> {
  const place = await parts.queue.find(certificate)
  const checkpoint = await readCheckpoint(parts)
  if (place === undefined || checkpoint === undefined || place.leaf >= checkpoint.size) return undefined
  const ranges = inclusionRanges(place.leaf, checkpoint.size)
  const read = await nodesIn(parts.files, nodesOfProof(ranges), checkpoint.size)
  return { ...place, proof: proofOf(ranges, read).map(base64url), checkpoint: checkpoint.note }
}
