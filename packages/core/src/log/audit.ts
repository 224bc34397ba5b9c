import { concatBytes, equalBytes } from '../encoding.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { LoadTile } from './load-nodes.ts'
import { type Hash, hashLeaf, rootOf } from './merkle.ts'
import { hashOfTile, nodeInTile, readEntries, type Tile, tileOf, tileWidth } from './tile.ts'

/** What is wrong with a log that was read from its first entry to its last. */
export type AuditFault =
  | { fault: 'entries-missing' | 'entries-malformed' | 'tile-missing' | 'tile-wrong'; tile: Tile }
  | { fault: 'root-wrong' }

/**
 * Reads the whole log: every entry, every tile, and the root over them. Holds one tile a level, so a log of any size can be audited.
 *
 * @param loadEntries gets a bundle of entries; a wider one than was asked for is cut
 * @returns undefined for a log that is what its checkpoint says
 */
export async function auditLog(
  checkpoint: Checkpoint,
  { loadEntries, loadTile }: { loadEntries: LoadTile; loadTile: LoadTile },
): Promise<AuditFault | undefined> {
  const edge: Hash[][] = []
  const done: number[] = []

  /** Adds hashes to a level; a tile that became full is compared, and stands as one hash in the level above. */
  async function add(level: number, hashes: readonly Hash[]): Promise<AuditFault | undefined> {
    const tile = [...(edge[level] ?? []), ...hashes]
    edge[level] = tile
    if (tile.length < tileWidth) return undefined
    const fault = await compare(level)
    if (fault !== undefined) return fault
    edge[level] = []
    done[level] = (done[level] ?? 0) + 1
    return add(level + 1, [hashOfTile(concatBytes(...tile))])
  }

  async function compare(level: number): Promise<AuditFault | undefined> {
    const expected = concatBytes(...(edge[level] ?? []))
    const tile = { level, index: done[level] ?? 0, width: edge[level]?.length ?? 0 }
    const served = await loadTile(tile)
    if (served === undefined) return { fault: 'tile-missing', tile }
    return equalBytes(served.slice(0, expected.length), expected) ? undefined : { fault: 'tile-wrong', tile }
  }

  for (let begin = 0; begin < checkpoint.size; begin += tileWidth) {
    const bundle: Tile = {
      level: 'entries',
      index: begin / tileWidth,
      width: Math.min(tileWidth, checkpoint.size - begin),
    }
    const bytes = await loadEntries(bundle)
    if (bytes === undefined) return { fault: 'entries-missing', tile: bundle }
    const entries = readEntries(bytes, bundle.width) ?? readEntries(bytes, tileWidth)?.slice(0, bundle.width)
    if (entries === undefined) return { fault: 'entries-malformed', tile: bundle }
    const fault = await add(0, entries.map(hashLeaf))
    if (fault !== undefined) return fault
  }
  for (const [level, hashes] of edge.entries()) {
    const fault = hashes.length === 0 ? undefined : await compare(level)
    if (fault !== undefined) return fault
  }
  // Every part of the root lies at the right edge.
  const root = rootOf(checkpoint.size, (node) =>
    nodeInTile(concatBytes(...(edge[tileOf(node, checkpoint.size).level] ?? [])), node),
  )
  return equalBytes(root, checkpoint.root) ? undefined : { fault: 'root-wrong' }
}
