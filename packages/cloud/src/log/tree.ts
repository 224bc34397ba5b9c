import { assert } from '@undongle/core/assert'
import { concatBytes } from '@undongle/core/encoding'
import { loadNodes } from '@undongle/core/log/load-nodes'
import {
  type Hash,
  hashLeaf,
  hashSizeBytes,
  nodesOf,
  type ReadNode,
  rootOf,
  type TreeNode,
} from '@undongle/core/log/merkle'
import { hashOfTile, readEntries, type Tile, tilePath, tileWidth, writeEntries } from '@undongle/core/log/tile'
import type { LogFiles } from './files.ts'

/**
 * Writes the tiles of a log that grows from `from` leaves by these entries. Tiles of the tree before stay as they are: whatever happens
 * here, the checkpoint that is published still has its tiles.
 *
 * @returns the root over all of it
 */
export async function growTiles(files: LogFiles, from: number, entries: readonly Uint8Array[]): Promise<Hash> {
  await writeLevel(files, 'entries', from, entries, writeEntries, (bytes, width) => entriesIn(bytes, width))
  const size = from + entries.length
  let [known, hashes] = [from, entries.map(hashLeaf)]
  for (let level = 0; hashes.length > 0; level++) {
    const full = await writeLevel(files, level, known, hashes, (all) => concatBytes(...all), hashesIn)
    hashes = full.map(hashOfTile)
    known = Math.floor(known / tileWidth)
  }
  return rootOf(size, await nodesIn(files, nodesOf({ begin: 0, end: size }), size))
}

/** The hashes of these subtrees, from the tiles of a tree of this size. */
export async function nodesIn(files: LogFiles, nodes: readonly TreeNode[], size: number): Promise<ReadNode> {
  const read = await loadNodes(nodes, size, (tile) => readTile(files, tile))
  assert(read, 'a published log has its tiles')
  return read
}

/** A partial tile goes when its full one is published; the full one begins with the same bytes. */
export async function readTile(files: LogFiles, tile: Tile): Promise<Uint8Array | undefined> {
  return (await files.read(tilePath(tile))) ?? files.read(tilePath({ ...tile, width: tileWidth }))
}

/** Removes the partial tiles whose full ones are published. */
export async function removePartial(files: LogFiles, from: number, size: number): Promise<void> {
  let [known, count] = [from, size]
  for (let level = 0; count >= tileWidth; level++) {
    const filled = { level, index: Math.floor(known / tileWidth), width: tileWidth }
    if (filled.index < Math.floor(count / tileWidth)) {
      await files.remove(`${tilePath(filled)}.p`)
      if (level === 0) await files.remove(`${tilePath({ ...filled, level: 'entries' })}.p`)
    }
    ;[known, count] = [Math.floor(known / tileWidth), Math.floor(count / tileWidth)]
  }
}

/** Appends values to the tiles of a level. @returns the tiles that became full */
async function writeLevel(
  files: LogFiles,
  level: Tile['level'],
  known: number,
  added: readonly Uint8Array[],
  join: (values: readonly Uint8Array[]) => Uint8Array,
  split: (bytes: Uint8Array, width: number) => Uint8Array[],
): Promise<Uint8Array[]> {
  const full: Uint8Array[] = []
  const width = known % tileWidth
  const first = { level, index: Math.floor(known / tileWidth), width }
  const before = width === 0 ? [] : split(await expectTile(files, first), width)
  const values = [...before, ...added]
  for (let begin = 0; begin < values.length; begin += tileWidth) {
    const content = values.slice(begin, begin + tileWidth)
    const tile = { level, index: first.index + begin / tileWidth, width: content.length }
    const bytes = join(content)
    await files.write(tilePath(tile), bytes)
    if (tile.width === tileWidth) full.push(bytes)
  }
  return full
}

async function expectTile(files: LogFiles, tile: Tile): Promise<Uint8Array> {
  const bytes = await readTile(files, tile)
  assert(bytes, `a published log has its tiles: ${tilePath(tile)}`)
  return bytes
}

const hashesIn = (bytes: Uint8Array, width: number): Uint8Array[] =>
  Array.from({ length: width }, (_, place) => bytes.slice(place * hashSizeBytes, (place + 1) * hashSizeBytes))

function entriesIn(bytes: Uint8Array, width: number): Uint8Array[] {
  const entries = readEntries(bytes, width)
  assert(entries, 'a published log has its entries')
  return entries
}
