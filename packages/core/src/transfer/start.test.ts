import { expect, test } from 'vitest'
import { holdOf, type TransferStart } from './start.ts'

const now = new Date('2026-03-01T18:00:00Z')
const free: TransferStart = { when: 'when-free' }
const at = (time: string): TransferStart => ({ when: 'at', at: `2026-03-01T${time}Z` })

test.each<[string, TransferStart, { seats?: number; isTurn?: boolean }, ReturnType<typeof holdOf>]>([
  ['at once, whoever works with it', { when: 'at-once' }, { seats: 3 }, undefined],
  ['at once, whatever else is under way', { when: 'at-once' }, { isTurn: false }, undefined],
  ['while a seat is in use', free, { seats: 1 }, 'seats'],
  ['when the last seat is given back', free, {}, undefined],
  ['before its time', at('18:00:01'), {}, 'time'],
  ['at its time, though seats are in use', at('18:00:00'), { seats: 2 }, undefined],
  ['at its time, while another dongle is being written', at('17:00:00'), { isTurn: false }, 'time'],
  ['free, while another dongle is being written', free, { isTurn: false }, 'seats'],
])('%s', (_, start, { seats = 0, isTurn = true }, held) => {
  expect(holdOf(start, { seats, isTurn, now })).toBe(held)
})
