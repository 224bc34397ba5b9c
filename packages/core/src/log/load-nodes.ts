import { assert } from '../assert.ts'
import { type Hash, hashSizeBytes, type ReadNode, type TreeNode } from './merkle.ts'
import { nodeInTile, type Tile, tileOf, tilePath } from './tile.ts'

/** Gets a tile of hashes; a wider one than was asked for will do. @returns undefined when there is none */
export type LoadTile = (tile: Tile) => Promise<Uint8Array | undefined>

/**
 * Loads the tiles that hold these subtrees, each once. What is in them is believed by nobody: a proof made of it either leads to a signed
 * checkpoint or it does not.
 *
 * @param size of a tree whose tiles are there
 * @returns undefined when a tile is missing or too short
 */
export async function loadNodes(
  nodes: readonly TreeNode[],
  size: number,
  load: LoadTile,
): Promise<ReadNode | undefined> {
  const tiles = new Map(nodes.map((node) => tileOf(node, size)).map((tile) => [tilePath(tile), tile]))
  const loaded = new Map<string, Uint8Array>()
  for (const [path, tile] of tiles) {
    const bytes = await load(tile)
    if (bytes === undefined || bytes.length < tile.width * hashSizeBytes) return undefined
    loaded.set(path, bytes)
  }
  return (node): Hash => {
    const bytes = loaded.get(tilePath(tileOf(node, size)))
    assert(bytes, 'only what was asked for is looked up')
    return nodeInTile(bytes, node)
  }
}
