import { expect, test } from 'vitest'
import { DongleDesk } from './desk.ts'
import type { DongleWay } from './driver.ts'
import { DongleError } from './error.ts'
import type { DongleRecord } from './reader.ts'

const record = { serial: '3-1', firmware: '4.40', complete: true, entries: [], unread: [] } satisfies DongleRecord

/** What the page shows of one dongle that a reader sees so. */
async function readOne(way: DongleWay, observe: () => Promise<DongleRecord>, serial = '3-1') {
  const ref = {
    driver: 'codemeter-cmu',
    key: 'w|m|3-1',
    id: null,
    label: '',
    manufacturer: 'w',
    model: 'm',
    serial,
    way,
  }
  const status = { driver: 'codemeter-cmu', pid: null, residentBytes: null }
  const desk = new DongleDesk(
    {
      enabled: true,
      list: async () => [ref],
      observe,
      open: async (key) => Promise.reject(new DongleError('unsupported', key)),
      status: async () => [{ ...status, availability: { available: true, version: '8.10' } }],
      watch: () => () => undefined,
    },
    () => [],
  )
  const [read] = await desk.read()
  if (read === undefined) throw new Error('nothing was listed')
  return read
}

test('[Q81] a dongle with a record is of class B, known by its serial, and what it says is shown and no list', async () => {
  const entries = [{ code: '1:2', name: 'Scan', ends: '' }]
  const read = await readOne('record', async () => ({ ...record, entries }))
  expect(read.evidence).toEqual({
    ...{ serial: '3-1', key: null, list: null, driver: { name: 'codemeter-cmu', version: '8.10' } },
    grade: { class: 'B', crashSafe: false, tamperProof: false },
  })
  expect(read.list).toBeUndefined()
  expect(read.shown).toMatchObject({ state: 'ready', key: null, licenses: [], told: { verified: 'partly', entries } })
})

test.each<[string, DongleWay, () => Promise<DongleRecord>, string, string]>([
  ['seen only', 'presence', async () => record, 'unread', 'dongle-only-seen'],
  ['without its runtime', 'runtime-missing', async () => record, 'unread', 'dongle-runtime-missing'],
  ['not read whole', 'record', async () => ({ ...record, complete: false }), 'incomplete', 'dongle-incomplete'],
  ['another one by now', 'record', async () => ({ ...record, serial: '3-2' }), 'error', 'dongle-replaced'],
  ['pulled', 'record', () => Promise.reject(new DongleError('removed')), 'error', 'dongle-removed'],
  ['disabled', 'record', () => Promise.reject(new DongleError('disabled')), 'error', 'dongle-disabled'],
])('[Q91] a dongle that is %s has no evidence, and says what to do', async (_, way, observe, state, code) => {
  const { evidence, shown, failure } = await readOne(way, observe)
  expect(evidence).toBeUndefined()
  expect(shown).toMatchObject({ state, problem: { code }, grade: null })
  expect(failure?.code).toBe(code)
})
