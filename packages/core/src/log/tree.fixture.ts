import { assert } from '../assert.ts'
import { type Hash, hashLeaf, hashNode, type ReadNode } from './merkle.ts'

/** A tree in memory, over leaves that may still grow. */
export function readNodesOf(leaves: readonly Hash[]): ReadNode {
  const known = new Map<string, Hash>()
  return function read({ level, index }): Hash {
    const name = `${level}/${index}`
    const hash = known.get(name) ?? (level === 0 ? leaves[index] : undefined)
    if (hash !== undefined) return hash
    assert(level > 0, `there is no leaf ${index}`)
    const below = { level: level - 1 }
    const made = hashNode(read({ ...below, index: 2 * index }), read({ ...below, index: 2 * index + 1 }))
    known.set(name, made)
    return made
  }
}

export const leavesOf = (count: number): Hash[] =>
  Array.from({ length: count }, (_, index) => hashLeaf(new Uint8Array([index >> 8, index & 255])))
