import { expect, test } from 'vitest'
import { entriesOf, makePublicLog, type PublicLog } from '../../../../test/api/public-log.ts'
import { issuer, makeVendor } from '../../../../test/api/vendor.ts'
import { verifySignature } from '../../node/crypto.ts'
import { assert } from '../assert.ts'
import { documentKeys, openKeySet } from '../document/key-set.ts'
import { auditLog } from './audit.ts'
import { openCheckpoint, originOf } from './checkpoint.ts'
import { followCheckpoint } from './follow.ts'
import { logKeys } from './inclusion.ts'
import type { LoadTile } from './load-nodes.ts'
import { checkpointPath, pathOfTile } from './location.ts'

const vendor = makeVendor(new Date('2026-03-01T12:00:00.000Z'))
const file = vendor.keyFile()
const opened = openKeySet(file.keySet, file.root, verifySignature)
assert(opened.ok, 'the vendor signs its keys')
const keys = logKeys(documentKeys(opened.claims))

function checkpointOf(log: PublicLog) {
  const note = new TextDecoder().decode(log.get(checkpointPath))
  const checkpoint = openCheckpoint(note, originOf(issuer), keys, verifySignature)
  assert(checkpoint, 'the checkpoint is signed')
  return checkpoint
}
const loader =
  (log: PublicLog): LoadTile =>
  async (tile) =>
    log.get(pathOfTile(tile))
const follow = (kept: PublicLog | undefined, shown: PublicLog, tiles = shown) =>
  followCheckpoint(kept && checkpointOf(kept), checkpointOf(shown), loader(tiles))
const audit = (log: PublicLog) => auditLog(checkpointOf(log), { loadEntries: loader(log), loadTile: loader(log) })

const all = entriesOf(600)
const logs = new Map([0, 1, 5, 255, 256, 257, 600].map((size) => [size, makePublicLog(vendor, all.slice(0, size))]))
const logOf = (size: number): PublicLog => logs.get(size) ?? new Map()
const forked = makePublicLog(vendor, [...all.slice(0, 3), ...entriesOf(297, 1)])

test('[Q93] a log that grew is consistent with every checkpoint that was seen of it', async () => {
  for (const old of logs.values())
    for (const shown of logs.values()) {
      const outcome = await follow(old, shown)
      expect(outcome).toBe(checkpointOf(old).size > checkpointOf(shown).size ? 'smaller' : 'consistent')
    }
  expect(await follow(undefined, logOf(5))).toBe('consistent')
})

test('[Q93] a log that took another way is a fork, also of the same size', async () => {
  expect(await follow(logOf(5), forked)).toBe('forked')
  expect(await follow(logOf(257), forked)).toBe('forked')
  expect(await follow(forked, logOf(600))).toBe('forked')
  expect(await follow(logOf(5), makePublicLog(vendor, entriesOf(5, 1)))).toBe('forked')
})

test('[Q93] tiles that were changed on the way accuse nobody', async () => {
  for (const path of logOf(600).keys()) {
    if (!path.includes('/tile/') || path.includes('entries')) continue
    const bent = new Map([...logOf(600), [path, bentAt(logOf(600), path, 40)] as const])
    expect(['consistent', 'tiles-wrong']).toContain(await follow(logOf(257), logOf(600), bent))
    bent.delete(path)
    expect(['consistent', 'tiles-wrong']).toContain(await follow(logOf(257), logOf(600), bent))
  }
  expect(await follow(logOf(257), logOf(600), new Map())).toBe('tiles-wrong')
})

test('[Q93] an audit passes a log of any size, and names every file of it that was changed or taken away', async () => {
  for (const log of logs.values()) expect(await audit(log)).toBeUndefined()
  const log = logOf(600)
  for (const path of log.keys()) {
    if (path === checkpointPath) continue
    const bent = new Map([...log, [path, bentAt(log, path, 1)] as const])
    const named = path.includes('entries') ? /entries-malformed|tile-wrong/ : /tile-wrong/
    expect((await audit(bent))?.fault).toMatch(named)
    bent.delete(path)
    expect((await audit(bent))?.fault).toMatch(/missing/)
  }
})

test('[Q93] an audit does not pass a checkpoint that is signed over something else', async () => {
  const [here, there] = [logOf(257), makePublicLog(vendor, entriesOf(257, 1))]
  const checkpoint = there.get(checkpointPath)
  assert(checkpoint, 'a log has a checkpoint')
  expect(await audit(new Map([...here, [checkpointPath, checkpoint] as const]))).toEqual({ fault: 'root-wrong' })
})

function bentAt(log: PublicLog, path: string, place: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(log.get(path) ?? [])
  bytes[place] = (bytes[place] ?? 0) ^ 1
  return bytes
}
