import { base64url } from '@undongle/core/encoding'
import type { CertificateId } from '@undongle/core/id'
import { checkInclusion, type LogInclusion } from '@undongle/core/log/inclusion'
import { loadNodes } from '@undongle/core/log/load-nodes'
import { inclusionRanges, nodesOfProof, proofOf } from '@undongle/core/log/proof'
import { verifySignature } from '@undongle/core/node/crypto'
import type { CertificateRegister } from '../register/register.ts'
import type { SigningKeys } from '../signing/signing-keys.ts'
import type { LogFiles } from './files.ts'
import { registerWaiting, settlePlaces } from './places.ts'
import { expectPublished, findCheckpoint, publish } from './publish.ts'
import type { LogQueue } from './queue.ts'
import { readTile } from './tree.ts'

/**
 * The public log of all certificates. It only grows, so that nobody can be shown another past than everybody else [Q93].
 *
 * A certificate's way: the transaction that makes it leaves it waiting; a round puts it into the register, which decides its leaf; then
 * its tiles are written, and last of all the checkpoint that speaks of them. Each step is on the disk before the next begins, and what a
 * crash left undone the next round does, from the register: so the log goes the same way again.
 */
export interface CertificateLog {
  /** One round, begun after this was called: what waits now is in the log when it resolves. Those who call meanwhile share the next. */
  sequence(): Promise<void>
  /**
   * @param document the signed certificate
   * @returns undefined while the certificate is not under the published checkpoint
   */
  inclusionOf(certificate: CertificateId, document: string): Promise<LogInclusion | undefined>
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
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  const run = () => {
    running = sequence(parts).finally(() => {
      running = undefined
    })
    return running
  }
  /** The round that is under way may have looked already, before its caller's certificate was there. */
  const runNext = async () => {
    await running?.catch(() => undefined)
    next = undefined
    return run()
  }
  return {
    files: parts.files,
    sequence() {
      if (running === undefined && next === undefined) return run()
      next ??= runNext()
      return next
    },
    inclusionOf: (certificate, document) => inclusionOf(parts, certificate, document),
  }
}

async function sequence(parts: LogParts): Promise<void> {
  await settlePlaces(parts)
  await expectPublished(parts) // before a new certificate takes the leaf of one that the register has forgotten
  await registerWaiting(parts)
  await publish(parts)
}

/** Only a proof that holds is handed out: with a damaged file in the log a certificate is as good as before it was in there. */
async function inclusionOf(parts: LogParts, id: CertificateId, document: string): Promise<LogInclusion | undefined> {
  const { queue, files, keys } = parts
  const place = await queue.find(id)
  const checkpoint = await findCheckpoint(parts)
  if (place === undefined || checkpoint === undefined || place.leaf >= checkpoint.size) return undefined
  const ranges = inclusionRanges(place.leaf, checkpoint.size)
  const read = await loadNodes(nodesOfProof(ranges), checkpoint.size, (tile) => readTile(files, tile))
  if (read === undefined) return undefined
  const inclusion = { ...place, proof: proofOf(ranges, read).map(base64url), checkpoint: checkpoint.note }
  const checked = checkInclusion(document, inclusion, { issuer: keys.issuer, keys: keys.believed }, verifySignature)
  return checked.ok ? inclusion : undefined
}
