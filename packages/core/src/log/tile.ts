import { assert } from '../assert.ts'
import { concatBytes } from '../encoding.ts'
import { type Hash, hashNode, hashSizeBytes, type LeafRange, type TreeNode } from './merkle.ts'

// How a log lies in files: C2SP tlog-tiles. A tile holds the hashes of up to 256 neighbours at each eighth level of the tree; the levels
// between are computed. A full tile never changes; a partial one is named by its width.

export const tileWidth = 256
const tileHeight = 8

/** Hashes of 256 subtrees of 256^level leaves, or entries themselves. */
export interface Tile {
  readonly level: number | 'entries'
  readonly index: number
  /** 1 to 256; less than 256 is the partial tile at the end. */
  readonly width: number
}

/** `tile/0/x001/x234/067`, and `tile/0/x001/x234/067.p/5` for one that is not full. */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index).padStart(3, '0')
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? []
  const path = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${path}${width === tileWidth ? '' : `.p/${width}`}`
}

/** The tiles of hashes that a tree has, from leaf `from` on: what a log that grows has to write. */
export function tilesOf({ begin: from, end: size }: LeafRange): Tile[] {
  const tiles: Tile[] = []
  for (let level = 0, count = size, known = from; count > 0; level++) {
    tiles.push(...tilesOfLevel(level, known, count))
    count = Math.floor(count / tileWidth)
    known = Math.floor(known / tileWidth)
  }
  return tiles
}

/** The bundles of entries, likewise. */
export const entryTilesOf = ({ begin, end }: LeafRange): Tile[] => tilesOfLevel('entries', begin, end)

function tilesOfLevel(level: Tile['level'], known: number, count: number): Tile[] {
  if (known >= count) return []
  const first = Math.floor(known / tileWidth)
  const length = Math.ceil(count / tileWidth) - first
  return Array.from({ length }, (_, place) => {
    const index = first + place
    return { level, index, width: Math.min(tileWidth, count - index * tileWidth) }
  })
}

/** The tile that holds this subtree's hash, or hashes it can be computed from, in a tree of this size. */
export function tileOf(node: TreeNode, size: number): Tile & { readonly level: number } {
  const level = Math.floor(node.level / tileHeight)
  const perTile = 2 ** (tileHeight - (node.level % tileHeight))
  const index = Math.floor(node.index / perTile)
  const count = Math.floor(size / tileWidth ** level)
  return { level, index, width: Math.min(tileWidth, count - index * tileWidth) }
}

/** The hash of a subtree out of the tile that `tileOf` names. */
export function nodeInTile(tile: Uint8Array, node: TreeNode): Hash {
  const height = node.level % tileHeight
  const first = (node.index * 2 ** height) % tileWidth
  return hashOver(Array.from({ length: 2 ** height }, (_, place) => hashAt(tile, first + place)))
}

/** The hash over a full tile: what stands for it in the tile above. */
export const hashOfTile = (tile: Uint8Array): Hash =>
  hashOver(Array.from({ length: tileWidth }, (_, place) => hashAt(tile, place)))

function hashOver(below: readonly Hash[]): Hash {
  let hashes = below
  while (hashes.length > 1) hashes = pairs(hashes).map(([left, right]) => hashNode(left, right))
  const [hash] = hashes
  assert(hash, 'a subtree has a hash')
  return hash
}

function hashAt(tile: Uint8Array, place: number): Hash {
  const hash = tile.slice(place * hashSizeBytes, (place + 1) * hashSizeBytes)
  assert(hash.length === hashSizeBytes, 'the tile is wide enough for this subtree')
  return hash
}

function pairs(hashes: readonly Hash[]): [Hash, Hash][] {
  return Array.from({ length: hashes.length / 2 }, (_, place) => {
    const [left, right] = [hashes[2 * place], hashes[2 * place + 1]]
    assert(left && right, 'a complete subtree has two halves')
    return [left, right]
  })
}

/** A bundle of entries: each with its length before it, as 16 bits. */
export function writeEntries(entries: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...entries.flatMap((entry) => [new Uint8Array([entry.length >> 8, entry.length & 255]), entry]))
}

/** @returns undefined when it does not hold exactly `count` entries */
export function readEntries(bundle: Uint8Array, count: number): Uint8Array[] | undefined {
  const entries: Uint8Array[] = []
  let at = 0
  while (entries.length < count) {
    const [high, low] = [bundle[at], bundle[at + 1]]
    if (high === undefined || low === undefined) return undefined
    const end = at + 2 + (high << 8) + low
    if (end > bundle.length) return undefined
    entries.push(bundle.slice(at + 2, end))
    at = end
  }
  return at === bundle.length ? entries : undefined
}
