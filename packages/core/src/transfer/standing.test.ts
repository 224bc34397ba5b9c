import { expect, test } from 'vitest'
import type { LocalTransfer } from '../api/local/transfer.ts'
import { standingOf } from './standing.ts'

const running = {
  id: 'tr_01kf0000000000000000000001',
  dongle: { key: 'k', serial: 'S-7', label: 'front desk', class: 'A' },
  state: 'running',
  waitingFor: null,
  phase: 'reserved',
  unavailable: false,
  cancel: 'possible',
  result: null,
} as unknown as LocalTransfer

test.each<[string, Partial<LocalTransfer>, string[]]>([
  ['at work', {}, ['Taking the licenses off the dongle.', 'can be used from the dongle meanwhile', 'Nothing to do']],
  [
    'pulled before its dongle wrote',
    { state: 'waiting', waitingFor: 'dongle' },
    ['Safe, still finishing: waiting for the dongle.', 'meanwhile', 'Put dongle front desk (serial S-7) back'],
  ],
  [
    'pulled while its dongle may have written',
    { state: 'waiting', waitingFor: 'dongle', unavailable: true },
    ['waiting for the dongle', 'may have given its licenses away', 'serial S-7'],
  ],
  [
    'off the dongle, the cloud out of reach',
    { state: 'waiting', waitingFor: 'cloud', phase: 'retired', unavailable: true },
    ['Safe, still finishing: waiting for the cloud.', 'have left the dongle', 'by itself, without end'],
  ],
  [
    'to be cancelled',
    { cancel: 'asked', state: 'waiting', waitingFor: 'pin' },
    ['Being cancelled: waiting for the PIN', 'meanwhile', 'Enter the PIN'],
  ],
  [
    'draining',
    { dongle: { ...running.dongle, class: 'B' }, waitingFor: 'permits' },
    ['permits of other machines', 'where a permit is held', 'Give the permit back'],
  ],
  [
    'without its permit, the cloud out of reach',
    { dongle: { ...running.dongle, class: 'B' }, waitingFor: 'cloud', phase: 'retired', unavailable: true },
    ['Safe, still finishing: waiting for the cloud.', 'has given its permit back', 'by itself, without end'],
  ],
  [
    'cancelled',
    { state: 'finished', result: 'cancelled' },
    ['Cancelled. This transfer took nothing off the dongle', 'Start a new transfer'],
  ],
])('[Q62] a transfer that is %s says so', (_, change, sentences) => {
  const { say, usable, next } = standingOf({ ...running, ...change })
  for (const sentence of sentences) expect(`${say} ${usable} ${next}`).toContain(sentence)
})

test('[Q62] nothing is said to be where it was while that is not known', () => {
  const waits = ['dongle', 'pin', 'cloud', 'sign-in', 'confirmation', 'support', 'permits', 'owner', null] as const
  for (const waitingFor of waits) {
    const { say, usable, next } = standingOf({ ...running, waitingFor, unavailable: true })
    expect(`${say} ${usable} ${next}`).not.toMatch(/nothing (was|has been) (moved|changed|taken)|as before|meanwhile/i)
  }
})
