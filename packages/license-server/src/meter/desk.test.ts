import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ApiError } from '@undongle/core/api/error'
import type { Consumption } from '@undongle/core/api/meter'
import { type CompanyId, type MeterEntryId, makeId } from '@undongle/core/id'
import type { MeterEntry } from '@undongle/core/meter/entry'
import { random } from '@undongle/core/node/crypto'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { learnEpoch } from '../journal/epoch.ts'
import { openStore } from '../journal/open.ts'
import { applySchema } from '../journal/schema.ts'
import { MeterDesk } from './desk.ts'

const at = new Date('2026-03-01T12:00:00.000Z')
const newEntry = (): MeterEntryId => makeId('meterEntry', at, random)
const license = makeId('license', at, random)
const frames = (points: number): Consumption => ({ product: 'frames', points })
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** What becomes of one message to the cloud: it may be lost on the way there, or its answer on the way back. */
type Line = 'whole' | 'lost' | 'answer-lost'

/** A License Server with its journal, and a cloud with 100 points. */
function place() {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-meters-'))
  const open = () => {
    const store = openStore(path.join(folder, 'journal.db'))
    applySchema(store)
    return store
  }
  const state = {
    store: open(),
    company: makeId('company', at, random) as CompanyId | undefined,
    isInContact: true,
    line: 'whole' as Line,
    refuse: undefined as ApiError | undefined,
    heard: 0,
    entries: new Map<MeterEntryId, MeterEntry>(),
  }
  const taken = () => [...state.entries.values()].reduce((sum, { points }) => sum - points, 0)
  const cloud = {
    async consume(id: MeterEntryId, { points }: Consumption) {
      await Promise.resolve()
      if (state.line === 'lost') throw new ApiError('cloud-unreachable')
      state.heard++
      const before = state.entries.get(id)
      if (before === undefined && state.refuse) throw state.refuse
      if (before === undefined && taken() + points > 100) throw new ApiError('points-used-up')
      const balance = 100 - taken() - points
      const number = state.entries.size + 1
      const fresh = { id, license, number, points: -points, balance, at: at.toISOString(), by: 'ls', reason: '' }
      const entry: MeterEntry = before ?? { ...fresh, kind: 'consumption' }
      state.entries.set(id, entry)
      if (state.line === 'answer-lost') throw new ApiError('cloud-unreachable')
      return { entry }
    },
  }
  const openDesk = () =>
    new MeterDesk({
      store: state.store,
      cloud,
      company: () => state.company,
      isInContact: async () => state.isInContact,
      now: () => at,
      log: () => undefined,
    })
  closers.push(() => {
    state.store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    state,
    taken,
    openDesk,
    /** As after a crash: only what is on disk is left. */
    restart() {
      state.store.close()
      state.store = open()
      return openDesk()
    },
  }
}

test('[Q76] without contact points are refused, nothing is taken, and it says what to do', async () => {
  const { state, taken, openDesk } = place()
  state.isInContact = false
  const desk = openDesk()
  const id = newEntry()
  const refusal = await desk.consume(id, frames(5)).catch((error: unknown) => error)
  expect(refusal).toMatchObject({ code: 'points-offline' })
  state.isInContact = true
  await desk.settle()
  expect([taken(), state.heard]).toEqual([0, 0])
  expect((await desk.consume(id, frames(5))).entry.balance).toBe(95)
})

test.each<Line>([
  'lost',
  'answer-lost',
])('points whose message was %s are taken once, by the application or from here', async (line) => {
  for (const who of ['application', 'here'] as const) {
    const { state, taken, openDesk, restart } = place()
    const id = newEntry()
    state.line = line
    await expect(openDesk().consume(id, frames(5))).rejects.toMatchObject({ code: 'points-unsettled' })
    state.line = 'whole'
    const desk = restart()
    if (who === 'here') await desk.settle()
    const heard = state.heard
    expect((await desk.consume(id, frames(5))).entry).toEqual(state.entries.get(id))
    expect(taken()).toBe(5)
    if (who === 'here') expect(state.heard).toBe(heard)
  }
})

test('what came of it is told again without the cloud, and for other points it is refused', async () => {
  const { state, openDesk, restart } = place()
  const id = newEntry()
  const first = await openDesk().consume(id, frames(5))
  state.isInContact = false
  const desk = restart()
  expect(await desk.consume(id, frames(5))).toEqual(first)
  await expect(desk.consume(id, frames(6))).rejects.toMatchObject({ code: 'meter-entry-reused' })
  state.company = makeId('company', at, random)
  await expect(desk.consume(id, frames(5))).rejects.toMatchObject({ code: 'meter-entry-reused' })
  state.company = undefined
  await expect(desk.consume(newEntry(), frames(5))).rejects.toMatchObject({ code: 'not-signed-in' })
})

test('a “no” of the cloud is told, and not asked for again from here', async () => {
  const { state, openDesk } = place()
  const desk = openDesk()
  await expect(desk.consume(newEntry(), frames(101))).rejects.toMatchObject({ code: 'points-used-up' })
  state.refuse = new ApiError('rate-limited')
  await expect(desk.consume(newEntry(), frames(1))).rejects.toMatchObject({ code: 'rate-limited' })
  state.refuse = undefined
  const { heard } = state
  await desk.settle()
  expect(state.heard).toBe(heard)
})

test('whoever is not let ask hears nothing about what was asked before', async () => {
  const { state, taken, openDesk } = place()
  const id = newEntry()
  state.line = 'lost'
  await expect(openDesk().consume(id, frames(5))).rejects.toMatchObject({ code: 'points-unsettled' })
  state.line = 'whole'
  state.refuse = new ApiError('rate-limited')
  await expect(openDesk().consume(id, frames(5))).rejects.toMatchObject({ code: 'points-unsettled' })
  state.refuse = undefined
  await openDesk().settle()
  expect(taken()).toBe(5)
})

test('[Q91] a cloud that was put back from a backup learns again what was taken since', async () => {
  const { state, taken, openDesk } = place()
  const desk = openDesk()
  const id = newEntry()
  const first = await desk.consume(id, frames(5))
  state.entries.clear()
  await desk.settle()
  expect(taken()).toBe(0)
  learnEpoch(state.store, 1)
  await desk.settle()
  expect(taken()).toBe(5)
  expect((await desk.consume(id, frames(5))).entry.id).toBe(first.entry.id)
})

test('whatever is lost, repeated and cut off, each is taken once or was refused', async () => {
  const line = fc.constantFrom<Line>('whole', 'lost', 'answer-lost')
  const act = fc.record({ id: fc.nat({ max: 4 }), line, crash: fc.boolean(), settle: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 15 }), async (acts) => {
      const { state, taken, openDesk, restart } = place()
      const ids = Array.from({ length: 5 }, newEntry)
      const asked = new Set<MeterEntryId>()
      let desk = openDesk()
      for (const { id: at, line, crash, settle } of acts) {
        const id = ids[at] ?? newEntry()
        state.line = line
        asked.add(id)
        await Promise.allSettled([desk.consume(id, frames(7)), settle ? desk.settle() : undefined])
        if (crash) desk = restart()
      }
      state.line = 'whole'
      await restart().settle()
      expect(taken()).toBe(7 * asked.size)
      expect(new Set(state.entries.keys())).toEqual(asked)
    }),
    { numRuns: 20, seed: 5_002 },
  )
})
