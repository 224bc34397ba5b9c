import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Hash, rootOf } from './merkle.ts'
import { consistencyRanges, inclusionRanges, proofOf, verifyConsistency, verifyInclusion } from './proof.ts'
import { leavesOf, readNodesOf } from './tree.fixture.ts'

const sizeMax = 300
const leaves = leavesOf(sizeMax)
const read = readNodesOf(leaves)
const roots = Array.from({ length: sizeMax + 1 }, (_, size) => rootOf(size, read))
const rootAt = (size: number): Hash => roots[size] ?? new Uint8Array()
const leafAt = (leaf: number): Hash => leaves[leaf] ?? new Uint8Array()

const inclusion = (leaf: number, size: number): Hash[] => proofOf(inclusionRanges(leaf, size), read)
const consistency = (old: number, size: number): Hash[] => proofOf(consistencyRanges(old, size), read)

/** All the small ones, and those around the width of a tile. */
const sizes = [...Array.from({ length: 80 }, (_, index) => index + 1), 127, 128, 129, 255, 256, 257, sizeMax]

test('[Q93] every leaf of a log is provable, and every log is provably the beginning of every later one', () => {
  const failed: string[] = []
  for (const size of sizes) {
    for (let leaf = 0; leaf < size; leaf++) {
      const proof = inclusion(leaf, size)
      if (!verifyInclusion({ leaf, size, proof }, leafAt(leaf), rootAt(size))) failed.push(`leaf ${leaf} of ${size}`)
    }
    for (let old = 0; old <= size; old += 1 + (size % 5)) {
      const proof = consistency(old, size)
      if (!verifyConsistency({ old, size, proof }, rootAt(old), rootAt(size))) failed.push(`${old} before ${size}`)
    }
  }
  expect(failed).toEqual([])
})

const anyLeaf = fc
  .integer({ min: 2, max: sizeMax })
  .chain((size) => fc.record({ size: fc.constant(size), leaf: fc.nat(size - 1) }))

test('[Q93] no proof of a leaf proves another leaf, another place, another size or another log', () => {
  fc.assert(
    fc.property(anyLeaf, anyLeaf, fc.nat(63), ({ leaf, size }, other, bit) => {
      const proof = inclusion(leaf, size)
      const proves = (claim: { leaf: number; size: number; proof: readonly Hash[] }, of: Hash, root: Hash) =>
        verifyInclusion(claim, of, root)
      if (other.leaf !== leaf) {
        expect(proves({ leaf, size, proof }, leafAt(other.leaf), rootAt(size))).toBe(false)
        expect(proves({ leaf: other.leaf, size, proof }, leafAt(leaf), rootAt(size))).toBe(false)
      }
      if (other.size !== size) expect(proves({ leaf, size, proof }, leafAt(leaf), rootAt(other.size))).toBe(false)
      expect(proves({ leaf, size, proof: [...proof, leafAt(0)] }, leafAt(leaf), rootAt(size))).toBe(false)
      expect(proves({ leaf, size, proof: proof.slice(1) }, leafAt(leaf), rootAt(size))).toBe(false)
      const bent = proof.map((hash, place) => (place === bit % proof.length ? turned(hash, bit) : hash))
      expect(proves({ leaf, size, proof: bent }, leafAt(leaf), rootAt(size))).toBe(false)
    }),
    { numRuns: 300 },
  )
})

test('[Q93] no proof joins a log to one that forked off, or to an earlier one', () => {
  fc.assert(
    fc.property(anyLeaf, fc.nat(sizeMax - 1), ({ size, leaf }, changed) => {
      const old = leaf + 1
      const forked = leaves.map((hash, place) => (place === changed ? turned(hash, place) : hash))
      const readForked = readNodesOf(forked)
      const forkedRoot = rootOf(old, readForked)
      for (const proof of [consistency(old, size), proofOf(consistencyRanges(old, size), readForked)]) {
        const joined = verifyConsistency({ old, size, proof }, forkedRoot, rootAt(size))
        expect(joined).toBe(changed >= old && proof.every((hash, at) => same(hash, consistency(old, size)[at])))
      }
      if (old < size) {
        expect(
          verifyConsistency({ old: size, size: old, proof: consistency(old, size) }, rootAt(size), rootAt(old)),
        ).toBe(false)
        expect(verifyConsistency({ old, size, proof: [] }, rootAt(old), rootAt(size))).toBe(false)
      }
    }),
    { numRuns: 300 },
  )
})

test.each([
  [-1, 5],
  [5, 5],
  [0, 0],
  [0.5, 5],
  [0, 2 ** 60],
])('leaf %d of %d is none', (leaf, size) => {
  expect(verifyInclusion({ leaf, size, proof: [] }, leafAt(0), leafAt(0))).toBe(false)
})

test('sizes near the largest power of two are no power of two', () => {
  const proof = Array.from({ length: 60 }, () => leafAt(0))
  const old = 2 ** 49 - 1
  expect(verifyConsistency({ old, size: 2 ** 50, proof }, leafAt(0), leafAt(1))).toBe(false)
})

function turned(hash: Hash, bit: number): Hash {
  return hash.map((byte, place) => (place === bit % 32 ? byte ^ 1 : byte))
}

const same = (a: Hash, b: Hash | undefined): boolean => b !== undefined && a.every((byte, place) => byte === b[place])
