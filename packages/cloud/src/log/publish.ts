import { assert } from '@undongle/core/assert'
import { equalBytes, fromUtf8, utf8 } from '@undongle/core/encoding'
import { type Checkpoint, openCheckpoint, originOf, signCheckpoint } from '@undongle/core/log/checkpoint'
import { entryOf, logKeys } from '@undongle/core/log/inclusion'
import { checkpointFile } from '@undongle/core/log/location'
import { type Hash, nodesOf, rootOf } from '@undongle/core/log/merkle'
import { tileWidth } from '@undongle/core/log/tile'
import { verifySignature } from '@undongle/core/node/crypto'
import type { LogParts } from './log.ts'
import { growTiles, nodesIn, removePartial } from './tree.ts'

/** The signed checkpoint of what is published. */
export interface PublishedCheckpoint extends Checkpoint {
  /** As it was signed. */
  readonly note: string
}

/**
 * Publishes what the register holds: all its tiles first, then the one checkpoint that speaks of them.
 *
 * @throws AssertionError when the tiles are not those of the published checkpoint. The log then stands still until its folder is put right; taken
 * away, it is made again from the register, as it was.
 */
export async function publish(parts: LogParts): Promise<void> {
  const { register, files } = parts
  const count = register.count()
  const checkpoint = await readCheckpoint(parts)
  if (checkpoint?.size === count) return
  const from = checkpoint?.size ?? 0
  let root = rootOf(from, await nodesIn(files, nodesOf({ begin: 0, end: from }), from))
  assert(
    checkpoint === undefined || equalBytes(root, checkpoint.root),
    'the tiles are those of the published checkpoint',
  )
  for (let size = from; size < count; ) {
    const certificates = await register.read(size, Math.min(tileWidth - (size % tileWidth), count - size))
    const entries = certificates.map(({ salt, document }) => entryOf(salt, document))
    root = await growTiles(files, size, entries)
    size += entries.length
  }
  await writeCheckpoint(parts, count, root)
  await removePartial(files, from, count)
}

/** @throws AssertionError when the register was rolled back behind the published log: going on would fork it, so it stands still */
export async function expectPublished(parts: LogParts): Promise<void> {
  const checkpoint = await readCheckpoint(parts)
  assert((checkpoint?.size ?? 0) <= parts.register.count(), 'the register knows every certificate that was published')
}

type Published = Pick<LogParts, 'files' | 'keys'>

/** @throws AssertionError for a checkpoint that is not ours: who took it for none would begin the log anew */
export async function readCheckpoint(parts: Published): Promise<PublishedCheckpoint | undefined> {
  const checkpoint = await findCheckpoint(parts)
  assert(checkpoint ?? !(await parts.files.read(checkpointFile)), 'the published checkpoint is signed by this cloud')
  return checkpoint
}

/** @returns undefined when there is none that this cloud signed */
export async function findCheckpoint({ files, keys }: Published): Promise<PublishedCheckpoint | undefined> {
  const note = fromUtf8((await files.read(checkpointFile)) ?? new Uint8Array()) ?? ''
  const checkpoint = openCheckpoint(note, originOf(keys.issuer), logKeys(keys.believed), verifySignature)
  return checkpoint && { ...checkpoint, note }
}

async function writeCheckpoint({ files, keys }: LogParts, size: number, root: Hash): Promise<void> {
  const { key, sign } = keys.checkpointSigner
  await files.write(checkpointFile, utf8(signCheckpoint({ origin: originOf(keys.issuer), size, root }, key, sign)))
}
