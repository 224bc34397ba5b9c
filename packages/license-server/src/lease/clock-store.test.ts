import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayMs, hourMs, minuteMs } from '@undongle/core/time'
import { beforeEach, expect, test } from 'vitest'
import { openStore } from '../journal/open.ts'
import { applySchema } from '../journal/schema.ts'
import type { Store } from '../journal/store.ts'
import { recordContact, tellMachineTime } from './clock-store.ts'

const contactMs = Date.parse('2026-03-01T12:00:00Z')
const random = (sizeBytes: number) => new Uint8Array(sizeBytes).fill(5)
const reading = (afterMs: number, offMs = 0) => ({ wallMs: contactMs + afterMs + offMs, bootId: 'a', bootMs: afterMs })
const afterReboot = (wallMs: number) => ({ wallMs, bootId: 'b', bootMs: minuteMs })

let path: string
let store: Store
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'undongle-clock-'))
  path = join(folder, 'journal.db')
  store = openStore(path)
  applySchema(store)
  return () => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('[Q75] a machine that never had contact needs it', () => {
  expect(tellMachineTime(store, reading(0))).toEqual({ kind: 'contact-needed', reason: 'clock-state-unreadable' })
})

test('[Q74] what is believed outlives a restart and a reboot, whatever the wall clock says then', () => {
  recordContact(store, reading(0), contactMs, random)
  expect(tellMachineTime(store, reading(5 * hourMs))).toEqual({ kind: 'trusted', nowMs: contactMs + 5 * hourMs })
  store.close()
  store = openStore(path)
  expect(tellMachineTime(store, afterReboot(contactMs + hourMs))).toMatchObject({
    kind: 'clock-behind',
    nowMs: contactMs + 5 * hourMs + minuteMs,
  })
})

test('a jump ahead is not kept', () => {
  recordContact(store, reading(0), contactMs, random)
  expect(tellMachineTime(store, reading(hourMs, 400 * dayMs))).toMatchObject({ kind: 'clock-ahead' })
  expect(tellMachineTime(store, reading(2 * hourMs))).toEqual({ kind: 'trusted', nowMs: contactMs + 2 * hourMs })
})

test.each([
  ['edited', `update clock set state = replace(state, '"highestMs":1', '"highestMs":0')`],
  ['deleted', 'delete from clock'],
  ['sealed with another key', `update setting set value = 'AAAA' where key = 'clock-seal-key'`],
  ['left without its key', `delete from setting where key = 'clock-seal-key'`],
])('a clock state that was %s needs contact, and contact mends it', (_, edit) => {
  recordContact(store, reading(0), contactMs, random)
  tellMachineTime(store, reading(dayMs))
  store.execute(edit)
  const needed = { kind: 'contact-needed', reason: 'clock-state-unreadable' }
  expect(tellMachineTime(store, reading(dayMs))).toEqual(needed)
  recordContact(store, reading(dayMs), contactMs + dayMs, random)
  expect(tellMachineTime(store, reading(dayMs))).toEqual({ kind: 'trusted', nowMs: contactMs + dayMs })
})

test('it is written at most once a minute', () => {
  recordContact(store, reading(0), contactMs, random)
  const kept = () => store.get('select state from clock')?.state
  const first = kept()
  tellMachineTime(store, reading(minuteMs - 1))
  expect(kept()).toBe(first)
  tellMachineTime(store, reading(minuteMs))
  expect(kept()).not.toBe(first)
})

test('what could not be read again is not written', () => {
  recordContact(store, reading(0), contactMs, random)
  expect(() => tellMachineTime(store, reading(dayMs + 0.5))).toThrow('bootMs')
  expect(tellMachineTime(store, reading(dayMs))).toEqual({ kind: 'trusted', nowMs: contactMs + dayMs })
})
