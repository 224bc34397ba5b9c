import { equalBytes } from '../encoding.ts'
import type { Checkpoint } from './checkpoint.ts'
import { type LoadTile, loadNodes } from './load-nodes.ts'
import { type Hash, nodesOf, rootOf } from './merkle.ts'
import { consistencyRanges, nodesOfProof, proofOf, verifyConsistency } from './proof.ts'

/** What a checkpoint that is shown now is to somebody who keeps the newest one they saw. Both are signed. */
export type FollowedCheckpoint =
  /** The first one, the same one, or one whose log begins with the log that was seen: keep it. */
  | 'consistent'
  /** An older one than was seen: a stale copy, or a log that was rolled back. Keep the newer one. */
  | 'smaller'
  /** Of two pasts that the same cloud signed: the two checkpoints together prove it to anybody. */
  | 'forked'
  /** The tiles do not lead to the checkpoint that is shown: they prove nothing, for or against. */
  | 'tiles-wrong'

/**
 * Checks that a log only grew since it was last seen. Tiles are signed by nobody, so a fork is one only when they lead to the checkpoint that is
 * shown, and not to the one that is kept.
 */
export async function followCheckpoint(
  kept: Checkpoint | undefined,
  shown: Checkpoint,
  load: LoadTile,
): Promise<FollowedCheckpoint> {
  if (kept === undefined || kept.size === 0) return 'consistent'
  if (kept.size > shown.size) return 'smaller'
  if (kept.size === shown.size) return equalBytes(kept.root, shown.root) ? 'consistent' : 'forked'
  const ranges = consistencyRanges(kept.size, shown.size)
  const before = nodesOf({ begin: 0, end: kept.size })
  const read = await loadNodes([...nodesOfProof(ranges), ...before], shown.size, load)
  if (read === undefined) return 'tiles-wrong'
  const proof = proofOf(ranges, read)
  const leads = (from: Hash) => verifyConsistency({ old: kept.size, size: shown.size, proof }, from, shown.root)
  if (leads(kept.root)) return 'consistent'
  return leads(rootOf(kept.size, read)) ? 'forked' : 'tiles-wrong'
}
