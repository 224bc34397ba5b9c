import { ApiError, toProblem } from '@undongle/core/api/error'
import { base64url, concatBytes } from '@undongle/core/encoding'
import { entryOf, type LogInclusion } from '@undongle/core/log/inclusion'
import { checkpointFile, logPrefix } from '@undongle/core/log/location'
import { type Hash, hashLeaf, hashNode, rootOf, type TreeNode } from '@undongle/core/log/merkle'
import { entryTilesOf, tilePath, tilesOf, writeEntries } from '@undongle/core/log/tile'
import type { Vendor } from './vendor.ts'

/** A certificate log as a cloud serves it: its files by their paths, to be read, changed or taken away. */
export type PublicLog = Map<string, Uint8Array<ArrayBuffer>>

export const entriesOf = (count: number, kind = 0): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => new Uint8Array([kind, index >> 8, index & 255]))

/** The log over these entries, written from its definition. */
export function makePublicLog(vendor: Vendor, entries: readonly Uint8Array[]): PublicLog {
  const leaves = entries.map(hashLeaf)
  const read = ({ level, index }: TreeNode): Hash => {
    if (level === 0) return leaves[index] ?? new Uint8Array()
    const below = { level: level - 1, index: 2 * index }
    return hashNode(read(below), read({ ...below, index: below.index + 1 }))
  }
  const log: PublicLog = new Map()
  const whole = { begin: 0, end: entries.length }
  const put = (path: string, bytes: Uint8Array) => log.set(`${logPrefix}/${path}`, new Uint8Array(bytes))
  for (const tile of tilesOf(whole)) {
    const hashes = Array.from({ length: tile.width }, (_, place) =>
      read({ level: Number(tile.level) * 8, index: tile.index * 256 + place }),
    )
    put(tilePath(tile), concatBytes(...hashes))
  }
  for (const tile of entryTilesOf(whole))
    put(tilePath(tile), writeEntries(entries.slice(tile.index * 256, tile.index * 256 + tile.width)))
  put(checkpointFile, new TextEncoder().encode(vendor.signCheckpoint(entries.length, rootOf(entries.length, read))))
  return log
}

/** The place of a certificate in a log of three, between two strangers. */
export function placeInLog(vendor: Vendor, certificate: string, salt: string): LogInclusion {
  const [first = new Uint8Array(), third = new Uint8Array()] = entriesOf(2).map(hashLeaf)
  const root = hashNode(hashNode(first, hashLeaf(entryOf(salt, certificate))), third)
  return { leaf: 1, salt, proof: [first, third].map(base64url), checkpoint: vendor.signCheckpoint(3, root) }
}

/** Answers as the cloud does; undefined for what is no file of the log. */
export function serveLog(log: PublicLog, request: Request): Response | undefined {
  const { pathname } = new URL(request.url)
  if (!pathname.startsWith(`${logPrefix}/`)) return undefined
  const bytes = log.get(pathname)
  if (bytes !== undefined) return new Response(bytes)
  return Response.json(toProblem(new ApiError('not-found'), 'req_test'), { status: 404 })
}
