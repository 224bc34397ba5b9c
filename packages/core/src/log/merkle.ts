import { concatBytes } from '../encoding.ts'
import { sha256 } from '../hash.ts'

// The Merkle tree of a log: RFC 9162, section 2.1 (the same as RFC 6962's). Leaves and nodes are hashed with a prefix of their own, so
// that a node can never be shown as a leaf.

/** A hash in the tree: 32 bytes. */
export type Hash = Uint8Array
export const hashSizeBytes = 32

export const hashLeaf = (entry: Uint8Array): Hash => sha256(concatBytes(leafPrefix, entry))
export const hashNode = (left: Hash, right: Hash): Hash => sha256(concatBytes(nodePrefix, left, right))
export const emptyRoot: Hash = sha256(new Uint8Array())

const leafPrefix = new Uint8Array([0])
const nodePrefix = new Uint8Array([1])

/** A complete subtree: at level 0 a leaf, at level n the 2^n leaves from `index` · 2^n on. Once it is there it never changes. */
export interface TreeNode {
  readonly level: number
  readonly index: number
}

/** Looks up the hash of a complete subtree. */
export type ReadNode = (node: TreeNode) => Hash

/** Leaves from `begin` up to, without, `end`. */
export interface LeafRange {
  readonly begin: number
  readonly end: number
}

/** The complete subtrees that a range consists of, left to right, each as large as it can be. */
export function nodesOf({ begin, end }: LeafRange): TreeNode[] {
  const nodes: TreeNode[] = []
  for (let at = begin; at < end; ) {
    let level = 0
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= end) level++
    nodes.push({ level, index: at / 2 ** level })
    at += 2 ** level
  }
  return nodes
}

/** The hash over a range of leaves that is a subtree: its complete parts, joined from the right. */
export function hashRange(range: LeafRange, read: ReadNode): Hash {
  const hashes = nodesOf(range).map(read)
  return hashes.length === 0 ? emptyRoot : hashes.reduceRight((right, left) => hashNode(left, right))
}

/** The root of the tree over the first `size` leaves. */
export const rootOf = (size: number, read: ReadNode): Hash => hashRange({ begin: 0, end: size }, read)

/** Where a tree over more than one leaf divides: the largest power of two that is smaller than its size. */
export function splitOf(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}
