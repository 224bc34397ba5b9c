import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes } from '../encoding.ts'
import { nodesOf, rootOf } from './merkle.ts'
import {
  entryTilesOf,
  hashOfTile,
  nodeInTile,
  readEntries,
  type Tile,
  tileOf,
  tilePath,
  tilesOf,
  writeEntries,
} from './tile.ts'
import { leavesOf, readNodesOf } from './tree.fixture.ts'

test.each<[Tile, string]>([
  [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
  [{ level: 0, index: 0, width: 1 }, 'tile/0/000.p/1'],
  [{ level: 1, index: 999, width: 256 }, 'tile/1/999'],
  [{ level: 2, index: 1000, width: 255 }, 'tile/2/x001/000.p/255'],
  [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
  [{ level: 'entries', index: 70, width: 256 }, 'tile/entries/070'],
])('%j lies at %s', (tile, path) => {
  expect(tilePath(tile)).toBe(path)
})

test.each<[number, number, string[]]>([
  [0, 0, []],
  [0, 3, ['tile/0/000.p/3']],
  [3, 3, []],
  [3, 256, ['tile/0/000', 'tile/1/000.p/1']],
  [256, 257, ['tile/0/001.p/1']],
  [250, 520, ['tile/0/000', 'tile/0/001', 'tile/0/002.p/8', 'tile/1/000.p/2']],
  [65_535, 65_536, ['tile/0/255', 'tile/1/000', 'tile/2/000.p/1']],
])('from %i to %i leaves a log writes these tiles', (begin, end, paths) => {
  expect(tilesOf({ begin, end }).map(tilePath)).toEqual(paths)
})

test('entries lie in bundles of 256', () => {
  expect(entryTilesOf({ begin: 255, end: 700 }).map(tilePath)).toEqual([
    'tile/entries/000',
    'tile/entries/001',
    'tile/entries/002.p/188',
  ])
})

const leaves = leavesOf(1200)
const read = readNodesOf(leaves)

/** What lies in a tile, by its definition. */
function bytesOf({ level, index, width }: Tile): Uint8Array {
  const height = level === 'entries' ? 0 : level * 8
  return concatBytes(
    ...Array.from({ length: width }, (_, place) => read({ level: height, index: index * 256 + place })),
  )
}

test('every subtree of a log comes out of its tiles, and so does the root', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1200 }), fc.nat(1199), (size, from) => {
      const written = new Set(tilesOf({ begin: 0, end: size }).map(tilePath))
      const fromTiles = (node: { level: number; index: number }) => {
        const tile = tileOf(node, size)
        expect(written).toContain(tilePath(tile))
        return nodeInTile(bytesOf(tile), node)
      }
      expect(rootOf(size, fromTiles)).toEqual(rootOf(size, read))
      for (const node of nodesOf({ begin: Math.min(from, size), end: size }))
        expect(fromTiles(node)).toEqual(read(node))
    }),
    { numRuns: 20 },
  )
})

test('a full tile stands as one hash in the tile above it', () => {
  for (const index of [0, 3]) {
    expect(hashOfTile(bytesOf({ level: 0, index, width: 256 }))).toEqual(read({ level: 8, index }))
  }
})

test('a tile that is too short is no tile', () => {
  expect(() => nodeInTile(new Uint8Array(32 * 5), { level: 3, index: 0 })).toThrow('wide enough')
})

test('bundles of entries come back, and only whole ones', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 5 })
  fc.assert(
    fc.property(entries, (given) => {
      const plain = given.map((entry) => new Uint8Array(entry))
      const bundle = writeEntries(plain)
      expect(readEntries(bundle, given.length)).toEqual(plain)
      expect(readEntries(concatBytes(bundle, new Uint8Array(1)), given.length)).toBeUndefined()
      if (given.length > 0) expect(readEntries(bundle.slice(0, -1), given.length)).toBeUndefined()
    }),
  )
})
