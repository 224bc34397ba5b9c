import { equalBytes } from '../encoding.ts'
import {
  type Hash,
  hashNode,
  hashRange,
  type LeafRange,
  nodesOf,
  type ReadNode,
  splitOf,
  type TreeNode,
} from './merkle.ts'

// Proofs of a log: RFC 9162, sections 2.1.3 (inclusion) and 2.1.4 (consistency). A proof is first a list of subtrees and then their
// hashes, so that whoever fetches tiles knows beforehand which ones.

/** The subtrees whose hashes prove that a leaf is in the tree of this size, from the leaf up. */
export function inclusionRanges(leaf: number, size: number): LeafRange[] {
  const ranges: LeafRange[] = []
  for (let begin = 0, end = size; end - begin > 1; ) {
    const middle = begin + splitOf(end - begin)
    if (leaf < middle) {
      ranges.push({ begin: middle, end })
      end = middle
    } else {
      ranges.push({ begin, end: middle })
      begin = middle
    }
  }
  return ranges.reverse()
}

/** The subtrees whose hashes prove that the tree of size `old` is the beginning of the tree of this size. */
export function consistencyRanges(old: number, size: number): LeafRange[] {
  if (old === 0 || old === size) return []
  const ranges: LeafRange[] = []
  let [begin, end] = [0, size]
  while (end !== old) {
    const middle = begin + splitOf(end - begin)
    if (old <= middle) {
      ranges.push({ begin: middle, end })
      end = middle
    } else {
      ranges.push({ begin, end: middle })
      begin = middle
    }
  }
  // The old tree itself needs no hash where it is a whole subtree: the verifier has it.
  if (begin > 0) ranges.push({ begin, end })
  return ranges.reverse()
}

export const proofOf = (ranges: readonly LeafRange[], read: ReadNode): Hash[] =>
  ranges.map((range) => hashRange(range, read))

/** Every subtree that `proofOf` looks up. */
export const nodesOfProof = (ranges: readonly LeafRange[]): TreeNode[] => ranges.flatMap(nodesOf)

/** Whether the proof leads from the leaf's hash to the root (RFC 9162, 2.1.3.2). */
export function verifyInclusion(
  { leaf, size, proof }: { leaf: number; size: number; proof: readonly Hash[] },
  leafHash: Hash,
  root: Hash,
): boolean {
  if (!isLeafOf(leaf, size)) return false
  let [node, last] = [leaf, size - 1]
  let hash = leafHash
  for (const sibling of proof) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      hash = hashNode(sibling, hash)
      ;[node, last] = upToRight(node, last)
    } else {
      hash = hashNode(hash, sibling)
    }
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && equalBytes(hash, root)
}

/** Whether the proof shows that the old tree is the beginning of the new one (RFC 9162, 2.1.4.2). */
export function verifyConsistency(
  { old, size, proof }: { old: number; size: number; proof: readonly Hash[] },
  oldRoot: Hash,
  root: Hash,
): boolean {
  if (!Number.isSafeInteger(old) || !Number.isSafeInteger(size) || old < 0 || old > size) return false
  if (old === size) return proof.length === 0 && equalBytes(oldRoot, root)
  if (old === 0) return proof.length === 0
  const path = isPowerOfTwo(old) ? [oldRoot, ...proof] : proof
  const [first, ...rest] = path
  if (first === undefined) return false
  let [node, last] = [old - 1, size - 1]
  while (node % 2 === 1) [node, last] = [half(node), half(last)]
  let [oldHash, hash] = [first, first]
  for (const sibling of rest) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      oldHash = hashNode(sibling, oldHash)
      hash = hashNode(sibling, hash)
      ;[node, last] = upToRight(node, last)
    } else {
      hash = hashNode(hash, sibling)
    }
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(hash, root)
}

const isLeafOf = (leaf: number, size: number): boolean =>
  Number.isSafeInteger(leaf) && Number.isSafeInteger(size) && leaf >= 0 && leaf < size

/** On the right edge a subtree without a right neighbour rises until it is one. */
function upToRight(node: number, last: number): [number, number] {
  while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
  return [node, last]
}

const half = (value: number): number => Math.floor(value / 2)

/** Not by logarithm: it rounds large numbers to the power beside them. */
const isPowerOfTwo = (value: number): boolean => splitOf(value + 1) === value
