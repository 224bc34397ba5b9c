import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { makeId, type TransferId } from '@undongle/core/id'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { keepCertificate, listCertificates } from './certificates.ts'
import { appendEvent, eventsAfter } from './events.ts'
import { openStore } from './open.ts'
import { applySchema } from './schema.ts'
import { deleteSetting, readSetting, writeSetting } from './settings.ts'
import type { Store } from './store.ts'
import { StoreError } from './store-error.ts'
import type { Intent } from './transfer.ts'
import {
  findTransfer,
  intend,
  listTransfers,
  listUnfinished,
  recordAttempt,
  recordCancelled,
  recordCancelling,
  recordCertificate,
  recordConfirmed,
  recordOrder,
  recordReceipt,
  recordRefusal,
  withdrawCancel,
} from './transfers.ts'

const root = mkdtempSync(join(tmpdir(), 'undongle-transfers-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 12, minute))
const random = (seed: number) => (sizeBytes: number) => new Uint8Array(sizeBytes).fill(seed)
const transferId = (seed: number): TransferId => makeId('transfer', at(seed), random(seed))
const intent = (seed: number): Intent => ({
  id: transferId(seed),
  line: 'clinic',
  company: makeId('company', at(0), random(1)),
  user: makeId('user', at(0), random(2)),
  dongle: { key: `dongle-${seed}`, label: 'SoftHSM <b>front desk</b>' },
  plan: { licenses: [{ id: 'lic_1', moves: true }] },
  planHash: 'plan-hash',
})
const id = transferId(1)
const order = { order: 'order.jws', certificates: ['older.jws'] }
const receipt = Uint8Array.of(0, 1, 2, 255)

let path: string
let store: Store
beforeEach(() => {
  path = join(mkdtempSync(join(root, 'journal-')), 'journal.db')
  store = opened()
  intend(store, intent(1), at(0))
  return () => store.close()
})

function opened(): Store {
  const made = openStore(path)
  applySchema(made)
  return made
}

/** What another start of the License Server finds. */
function restart(): void {
  store.close()
  store = opened()
}

test('[Q92] each step is found again after a restart, until the certificate is there', () => {
  const found = () => {
    restart()
    return findTransfer(store, id)
  }
  expect(found()).toEqual({
    ...intent(1),
    state: 'intended',
    attempts: 0,
    createdAt: at(0),
    updatedAt: at(0),
    confirmedAt: at(0),
  })
  recordOrder(store, id, order, at(1))
  expect(found()).toMatchObject({ state: 'ordered', order, updatedAt: at(1) })
  recordReceipt(store, id, receipt, at(2))
  expect(found()).toMatchObject({ state: 'retired', order, receipt })
  expect(listUnfinished(store)).toHaveLength(1)
  recordCertificate(store, id, 'certificate.jws', at(3))
  expect(found()).toMatchObject({ state: 'moved', certificate: 'certificate.jws', evidence: { order, receipt } })
  expect(listUnfinished(store)).toEqual([])
})

test('[Q91] a repeated step changes nothing, and other bytes for it are refused by name', () => {
  recordOrder(store, id, order, at(1))
  recordReceipt(store, id, receipt, at(2))
  const retired = findTransfer(store, id)
  recordReceipt(store, id, receipt, at(9))
  recordOrder(store, id, order, at(9))
  expect(intend(store, intent(1), at(9))).toEqual(retired)
  const conflict = { code: 'journal-conflict' }
  expect(outcomeOf(() => recordReceipt(store, id, Uint8Array.of(7), at(9)))).toMatchObject(conflict)
  expect(outcomeOf(() => recordOrder(store, id, { ...order, order: 'x' }, at(9)))).toMatchObject(conflict)
  expect(findTransfer(store, id)).toEqual(retired)
})

test('a transfer id is not reused for another dongle', () => {
  const reused = () => intend(store, { ...intent(2), id }, at(1))
  expect(outcomeOf(reused)).toMatchObject({ code: 'journal-conflict' })
  expect(outcomeOf(reused)).toBeInstanceOf(StoreError)
})

test('[Q91] once the receipt is there, nothing cancels', () => {
  recordOrder(store, id, order, at(1))
  recordReceipt(store, id, receipt, at(2))
  expect(() => recordCancelled(store, id, at(3))).toThrow('cannot become cancelled')
  expect(findTransfer(store, id)?.state).toBe('retired')
})

test('[Q92] a cancel is found again after a restart, with the state in which the dongle signed it', () => {
  recordOrder(store, id, order, at(1))
  recordCancelling(store, id, null, at(2))
  restart()
  expect(findTransfer(store, id)).toMatchObject({ state: 'cancelling', order, proof: null })
  recordCancelling(store, id, { state: 'signed' }, at(3))
  recordCancelling(store, id, null, at(4))
  restart()
  expect(listUnfinished(store)).toMatchObject([{ state: 'cancelling', proof: { state: 'signed' }, updatedAt: at(3) }])
  recordCancelled(store, id, at(5))
  expect(findTransfer(store, id)).toMatchObject({ state: 'cancelled', evidence: { order } })
})

test('[Q91] a cancel that came too late lets the transfer go on from where it was', () => {
  recordCancelling(store, id, null, at(1))
  withdrawCancel(store, id, at(2))
  expect(findTransfer(store, id)?.state).toBe('intended')
  recordOrder(store, id, order, at(3))
  recordCancelling(store, id, null, at(4))
  withdrawCancel(store, id, at(5))
  expect(findTransfer(store, id)).toMatchObject({ state: 'ordered', order })
  recordCancelling(store, id, null, at(6))
  recordReceipt(store, id, receipt, at(7))
  withdrawCancel(store, id, at(8))
  expect(findTransfer(store, id)?.state).toBe('retired')
  expect(eventsAfter(store, id, 0).map(({ phase }) => phase)).toEqual([
    'intended',
    'cancelling',
    'cancel-too-late',
    'ordered',
    'cancelling',
    'cancel-too-late',
    'cancelling',
    'retired',
  ])
})

test('[Q93] every certificate is kept: of the own transfers, of the dongle’s past, and of other machines', () => {
  recordOrder(store, id, order, at(1))
  recordCertificate(store, id, 'own.jws', at(3))
  const found = { id: 'crt_1', order: 'hash', document: 'found.jws' }
  keepCertificate(store, found, at(2))
  keepCertificate(store, found, at(4))
  expect(listCertificates(store)).toEqual(['older.jws', 'found.jws', 'own.jws'])
})

test('a certificate from another machine ends a transfer that has no receipt here, and a late receipt leaves it so', () => {
  recordOrder(store, id, order, at(1))
  recordCertificate(store, id, 'certificate.jws', at(2))
  const moved = findTransfer(store, id)
  expect(moved).toMatchObject({ state: 'moved', evidence: { order } })
  recordReceipt(store, id, receipt, at(3))
  expect(findTransfer(store, id)).toEqual(moved)
})

test('refused and cancelled transfers are ended', () => {
  recordRefusal(store, id, { reason: 'other-company' }, at(1))
  intend(store, intent(2), at(1))
  recordCancelled(store, transferId(2), at(2))
  expect(listUnfinished(store)).toEqual([])
  expect(listTransfers(store, 10)).toMatchObject([
    { id: transferId(2), state: 'cancelled' },
    { id, state: 'refused', refusal: { reason: 'other-company' } },
  ])
})

test('a plan is confirmed anew before the dongle is written, not after', () => {
  recordConfirmed(store, id, { plan: { licenses: [] }, planHash: 'other' }, at(20))
  expect(findTransfer(store, id)).toMatchObject({ plan: { licenses: [] }, planHash: 'other', confirmedAt: at(20) })
  recordOrder(store, id, order, at(21))
  recordReceipt(store, id, receipt, at(22))
  expect(() => recordConfirmed(store, id, { plan: {}, planHash: 'late' }, at(23))).toThrow('nothing is left to confirm')
})

test('attempts are counted, with the last failure until one goes well', () => {
  recordAttempt(store, id, 'cloud-unreachable', at(1))
  recordAttempt(store, id, 'cloud-unreachable', at(2))
  expect(findTransfer(store, id)).toMatchObject({ attempts: 2, lastError: 'cloud-unreachable' })
  recordAttempt(store, id, undefined, at(3))
  expect(findTransfer(store, id)).not.toHaveProperty('lastError')
})

test.each([
  [
    'a state without its document',
    `update transfer set state = 'moved', certificate_jws = 'x', refusal = null, plan = '{'`,
  ],
  ['an id of another kind', `update transfer set id = 'lic_1'`],
])('a row with %s is named damaged', (_, change) => {
  store.execute(`pragma foreign_keys = off; ${change}`)
  expect(outcomeOf(() => listTransfers(store, 1))).toMatchObject({ code: 'journal-damaged' })
})

test('the file itself refuses a state without its document', () => {
  expect(() =>
    store.execute(`update transfer set state = 'retired', order_jws = 'x', order_certificates = '[]'`),
  ).toThrow('CHECK constraint failed')
})

describe('the events of a transfer', () => {
  test('[Q60] steps and news are told in order, from where the page left off', () => {
    expect(appendEvent(store, id, { phase: 'opening' }, at(1))).toBe(2)
    recordOrder(store, id, order, at(2))
    restart()
    expect(eventsAfter(store, id, 1)).toEqual([
      { seq: 2, phase: 'opening', at: at(1), detail: {} },
      { seq: 3, phase: 'ordered', at: at(2), detail: {} },
    ])
    expect(eventsAfter(store, id, 3)).toEqual([])
  })

  test('the same news again is not told twice: retries go on without end', () => {
    const waiting = { phase: 'waiting', detail: { for: 'cloud-unreachable' } } as const
    expect([1, 2, 3].map((minute) => appendEvent(store, id, waiting, at(minute)))).toEqual([2, 2, 2])
    expect(appendEvent(store, id, { phase: 'opening' }, at(4))).toBe(3)
    expect(appendEvent(store, id, waiting, at(5))).toBe(4)
  })

  test('each transfer counts its own', () => {
    intend(store, intent(2), at(1))
    appendEvent(store, transferId(2), { phase: 'opening' }, at(2))
    expect(eventsAfter(store, id, 0)).toHaveLength(1)
    expect(eventsAfter(store, transferId(2), 0)).toHaveLength(2)
  })

  test('a step that is rolled back tells nothing', () => {
    recordOrder(store, id, order, at(1))
    outcomeOf(() => recordOrder(store, id, { ...order, order: 'x' }, at(2)))
    expect(eventsAfter(store, id, 0).map(({ phase }) => phase)).toEqual(['intended', 'ordered'])
  })
})

test('a setting is replaced, kept over a restart, and forgotten', () => {
  expect(readSetting(store, 'refresh-token')).toBeUndefined()
  writeSetting(store, 'refresh-token', 'first')
  writeSetting(store, 'refresh-token', 'second')
  restart()
  expect(readSetting(store, 'refresh-token')).toBe('second')
  deleteSetting(store, 'refresh-token')
  expect(readSetting(store, 'refresh-token')).toBeUndefined()
})

test('a forgotten secret is nowhere in the files', () => {
  const holders = () =>
    readdirSync(dirname(path)).filter((name) => readFileSync(join(dirname(path), name)).includes('s3cret'))
  writeSetting(store, 'refresh-token', 's3cret first')
  writeSetting(store, 'refresh-token', 's3cret second')
  expect(holders()).not.toEqual([])
  deleteSetting(store, 'refresh-token')
  expect(holders()).toEqual([])
})

function outcomeOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (cause) {
    return cause
  }
}
