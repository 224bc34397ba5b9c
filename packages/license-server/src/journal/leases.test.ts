import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeId } from '@undongle/core/id'
import { beforeEach, expect, test } from 'vitest'
import { listLeases, removeLease, type StoredLease, storeLease } from './leases.ts'
import { openStore } from './open.ts'
import { applySchema } from './schema.ts'
import type { Store } from './store.ts'

let store: Store
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'undongle-leases-'))
  store = openStore(join(folder, 'journal.db'))
  applySchema(store)
  return () => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

const at = (day: number) => new Date(Date.UTC(2026, 2, day))
const random = (seed: number) => (sizeBytes: number) => new Uint8Array(sizeBytes).fill(seed)
const lease = (seq: number, more: Partial<StoredLease> = {}): StoredLease => ({
  id: makeId('lease', at(seq), random(seq)),
  source: 'cloud',
  machine: makeId('licenseServer', at(1), random(1)),
  product: 'clinic-scan',
  jws: `lease ${seq}`,
  seq,
  statusVersion: 7,
  issuedAt: at(seq),
  expiresAt: at(seq + 10),
  ...more,
})

test('leases are listed as stored, the one that lasts longest first', () => {
  expect([1, 2].map((seq) => storeLease(store, lease(seq)))).toEqual(['stored', 'stored'])
  expect(listLeases(store)).toEqual([lease(2), lease(1)])
  expect(storeLease(store, lease(2))).toBe('repeat')
})

test.each<[string, StoredLease]>([
  ['an older one', lease(4)],
  ['another one with the same number', lease(5, { id: lease(9).id })],
  ['one that knows an older status list', lease(6, { statusVersion: 6 })],
])('%s is a rollback, also when the newest is gone', (_, older) => {
  storeLease(store, lease(5))
  expect(storeLease(store, older)).toBe('rollback')
  removeLease(store, lease(5).id)
  expect(storeLease(store, older)).toBe('rollback')
  expect(listLeases(store)).toEqual([])
})

test('cloud and dongle number their leases each for itself', () => {
  storeLease(store, lease(5))
  expect(storeLease(store, lease(1, { source: 'dongle' }))).toBe('stored')
})

test('one id is one lease', () => {
  storeLease(store, lease(5))
  expect(() => storeLease(store, lease(6, { id: lease(5).id }))).toThrow('journal-conflict')
})
