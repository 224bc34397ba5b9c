import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyRoot, type Hash, hashLeaf, nodesOf, rootOf } from './merkle.ts'
import { readNodesOf } from './tree.fixture.ts'

const hex = (hash: Hash): string => Buffer.from(hash).toString('hex')
const sha256 = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest()

/** The definition itself (RFC 9162, 2.1.1), slow and with another SHA-256. */
function definedRoot(entries: readonly Uint8Array[]): Buffer {
  const [only] = entries
  if (only === undefined) return sha256()
  if (entries.length === 1) return sha256(Buffer.from([0]), only)
  let split = 1
  while (split * 2 < entries.length) split *= 2
  return sha256(Buffer.from([1]), definedRoot(entries.slice(0, split)), definedRoot(entries.slice(split)))
}

const entriesOf = (...texts: string[]) => texts.map((text) => new Uint8Array(Buffer.from(text, 'hex')))
const known = entriesOf(
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
)

test.each([
  [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
  [7, 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
  [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
])('the first %i entries that logs are tried with have the root everybody gets', (size, root) => {
  const leaves = known.map(hashLeaf)
  expect(hex(rootOf(size, readNodesOf(leaves)))).toBe(root)
})

test('every tree has the root of its definition', () => {
  const entries = Array.from({ length: 40 }, (_, index) => new Uint8Array([index, index % 7]))
  const read = readNodesOf(entries.map(hashLeaf))
  for (let size = 0; size <= entries.length; size++) {
    expect(hex(rootOf(size, read))).toBe(hex(definedRoot(entries.slice(0, size))))
  }
  expect(hex(emptyRoot)).toBe(hex(definedRoot([])))
})

test('a range consists of complete subtrees, each leaf in one', () => {
  const ranges = fc.tuple(fc.nat(2000), fc.nat(600))
  fc.assert(
    fc.property(ranges, ([begin, length]) => {
      const leaves = nodesOf({ begin, end: begin + length }).flatMap(({ level, index }) =>
        Array.from({ length: 2 ** level }, (_, place) => index * 2 ** level + place),
      )
      expect(leaves).toEqual(Array.from({ length }, (_, place) => begin + place))
    }),
    { numRuns: 50 },
  )
})
