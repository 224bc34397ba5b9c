import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeId } from '@undongle/core/id'
import { minuteMs } from '@undongle/core/time'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { learnEpoch, owesCheckIn, readEpoch, recordCheckIn } from './epoch.ts'
import { openStore } from './open.ts'
import {
  closeGiveBack,
  decidePermitStorage,
  findPermit,
  giveBackHeld,
  giveBackUnheard,
  listGiveBacks,
  listPermits,
  type PermitOrder,
  type PermitRecord,
  type PermitStorage,
  type StoredPermit,
  storePermit,
} from './permits.ts'
import { applySchema } from './schema.ts'
import { isSwitched, sourceOf, switchSource } from './sources.ts'
import type { Store } from './store.ts'
import { findTransfer, intend, recordDrain, recordLast } from './transfers.ts'

let path: string
let store: Store
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'undongle-permits-'))
  path = join(folder, 'journal.db')
  store = opened()
  learnEpoch(store, 1)
  return () => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

function opened(): Store {
  const made = openStore(path)
  applySchema(made)
  return made
}

function restart(): void {
  store.close()
  store = opened()
}

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 12, minute))
const filled = (seed: number) => (sizeBytes: number) => new Uint8Array(sizeBytes).fill(seed)
const machine = makeId('licenseServer', at(0), filled(1))
const holder = { dongle: 'dongle-1', machine }
const transfer = makeId('transfer', at(0), filled(2))

const permit = (number: number, epoch = 1): StoredPermit => ({
  ...holder,
  jws: `permit ${epoch}.${number}`,
  number,
  epoch,
  issuedAt: at(number),
  expiresAt: new Date(at(number).getTime() + minuteMs),
})

function start(): void {
  const company = makeId('company', at(0), filled(3))
  const user = makeId('user', at(0), filled(4))
  const dongle = { key: holder.dongle, label: 'front desk' }
  intend(store, { id: transfer, line: 'clinic', company, user, dongle, plan: {}, planHash: 'plan' }, at(0))
}

const nothing: PermitRecord = { held: undefined, ratchet: undefined, epoch: 1 }
const order = (number: number, epoch = 1): PermitOrder => ({ number, epoch })

test.each<[string, PermitOrder, PermitRecord, PermitStorage]>([
  ['the first one', order(1), nothing, 'stored'],
  ['a newer one', order(3), { ...nothing, held: order(2) }, 'stored'],
  ['the one that is held', order(2), { ...nothing, held: order(2) }, 'repeat'],
  ['one overtaken by a newer one', order(1), { ...nothing, held: order(2) }, 'older'],
  ['one on its way when it was given back', order(2), { ...nothing, ratchet: order(2) }, 'given-back'],
  ['one from before that', order(1), { ...nothing, ratchet: order(2) }, 'given-back'],
  ['the next after a give-back', order(3), { ...nothing, ratchet: order(2) }, 'stored'],
  ['a lower number of a later epoch', order(1, 2), { held: order(9), ratchet: order(8), epoch: 2 }, 'stored'],
  ['a higher number of an epoch before', order(9), { held: undefined, ratchet: undefined, epoch: 2 }, 'past-epoch'],
  ['a newer one of an epoch before', order(9), { held: order(8), ratchet: undefined, epoch: 2 }, 'past-epoch'],
  ['the held one of an epoch before', order(8), { held: order(8), ratchet: undefined, epoch: 2 }, 'repeat'],
])('[Q92] a permit that arrives: %s', (_, arriving, record, decision) => {
  expect(decidePermitStorage(arriving, record)).toBe(decision)
})

test('[Q92] in whatever order permits arrive, none that was given back is held again, and the newest is', () => {
  const arrivals = fc.array(fc.record({ number: fc.integer({ min: 1, max: 6 }), epoch: fc.constantFrom(1, 2) }))
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 6 }), arrivals, (before, number, after) => {
      const record: { held: PermitOrder | undefined; ratchet: PermitOrder | undefined; epoch: number } = { ...nothing }
      const arrive = (arriving: PermitOrder) => {
        if (decidePermitStorage(arriving, record) === 'stored') record.held = arriving
      }
      before.forEach(arrive)
      const upTo = { epoch: 2, number }
      record.ratchet = upTo
      if (record.held && (record.held.epoch < 2 || record.held.number <= number)) record.held = undefined
      after.forEach(arrive)
      const { held } = record
      expect(held === undefined || (held.epoch === 2 && held.number > number)).toBe(true)
      expect(held?.number ?? number).toBeGreaterThanOrEqual(
        Math.max(number, ...after.filter(({ epoch }) => epoch === 2).map((arriving) => arriving.number)),
      )
    }),
  )
})

test('a permit is found again after a restart, one a dongle and machine', () => {
  expect([storePermit(store, permit(1)), storePermit(store, permit(2))]).toEqual(['stored', 'stored'])
  restart()
  expect(findPermit(store, holder)).toEqual(permit(2))
  expect(listPermits(store)).toEqual([permit(2)])
  expect(findPermit(store, { ...holder, machine: makeId('licenseServer', at(1), filled(9)) })).toBeUndefined()
})

test('[Q92] "yours is the last": permit, ratchet and state of the transfer are one write, which is whole or not there', () => {
  start()
  storePermit(store, permit(4))
  recordDrain(store, transfer, { holders: [] }, at(1))
  const failing: Store = {
    ...store,
    transaction: (work) =>
      store.transaction(() => {
        work()
        throw new Error('power cut')
      }),
  }
  expect(() => recordLast(failing, transfer, machine, 4, at(2))).toThrow('power cut')
  expect([findPermit(store, holder), findTransfer(store, transfer)?.state]).toEqual([permit(4), 'draining'])

  let writes = 0
  const counting: Store = {
    ...store,
    transaction: (work) => {
      writes++
      return store.transaction(work)
    },
  }
  recordLast(counting, transfer, machine, 4, at(2))
  expect(writes).toBe(1)
  restart()
  expect(findPermit(store, holder)).toBeUndefined()
  expect(findTransfer(store, transfer)).toMatchObject({ state: 'giving-back', number: 4 })
  expect([1, 4, 5].map((number) => storePermit(store, permit(number)))).toEqual(['given-back', 'given-back', 'stored'])
})

test('"yours is the last" leaves a newer permit alone: the cloud counts with it', () => {
  start()
  storePermit(store, permit(5))
  recordLast(store, transfer, machine, 4, at(2))
  expect(findPermit(store, holder)).toEqual(permit(5))
})

test('[Q92] a give-back by hand is owed until it is answered, and its permit never comes back', () => {
  expect(giveBackHeld(store, holder, at(0))).toBeUndefined()
  storePermit(store, permit(2))
  const owed = { ...holder, number: 2 }
  expect(giveBackHeld(store, holder, at(3))).toEqual(owed)
  restart()
  expect([findPermit(store, holder), listGiveBacks(store)]).toEqual([undefined, [owed]])
  expect(storePermit(store, permit(2))).toBe('given-back')
  closeGiveBack(store, { ...owed, number: 1 })
  expect(listGiveBacks(store)).toEqual([owed])
  closeGiveBack(store, owed)
  expect(listGiveBacks(store)).toEqual([])
})

test('a later epoch is kept, refuses what is older and not held, and asks for a check-in', () => {
  storePermit(store, permit(3))
  recordCheckIn(store, 1)
  learnEpoch(store, 3)
  learnEpoch(store, 2)
  restart()
  expect([readEpoch(store), owesCheckIn(store)]).toEqual([3, true])
  expect([storePermit(store, permit(3)), storePermit(store, permit(4))]).toEqual(['repeat', 'past-epoch'])
  expect(storePermit(store, permit(1, 3))).toBe('stored')
  recordCheckIn(store, 3)
  expect(owesCheckIn(store)).toBe(false)
})

test('the source of a line is the cloud until it is switched, for this dongle alone', () => {
  const clinic = { dongle: 'dongle-1', line: 'clinic' }
  switchSource(store, clinic, 'dongle')
  switchSource(store, clinic, 'dongle')
  restart()
  expect([sourceOf(store, clinic), isSwitched(store, 'clinic'), isSwitched(store, 'lab')]).toEqual([
    'dongle',
    true,
    false,
  ])
  expect(sourceOf(store, { ...clinic, line: 'lab' })).toBe('cloud')
  switchSource(store, clinic, 'cloud')
  expect(sourceOf(store, clinic)).toBe('cloud')
})

test('[Q92] a permit that never came here is given back by its number, and refused when it comes after all', () => {
  expect(giveBackUnheard(store, holder, 3, at(0))).toEqual({ ...holder, number: 3 })
  restart()
  expect(listGiveBacks(store)).toEqual([{ ...holder, number: 3 }])
  expect(storePermit(store, permit(3))).toBe('given-back')
  expect(storePermit(store, permit(4))).toBe('stored')
})

test('what is held here, or was given back, is not given back as unheard', () => {
  storePermit(store, permit(3))
  expect(giveBackUnheard(store, holder, 3, at(0))).toBeUndefined()
  expect(findPermit(store, holder)?.number).toBe(3)
  giveBackHeld(store, holder, at(0))
  expect(giveBackUnheard(store, holder, 3, at(0))).toBeUndefined()
})
