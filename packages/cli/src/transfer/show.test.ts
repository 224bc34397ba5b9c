import { localApi } from '@undongle/core/api/local'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { presets } from '@undongle/core/policy/presets'
import { expect, test } from 'vitest'
import { runUndongle } from '../../../../test/api/command-line.ts'
import { type Answers, serveOperations } from '../../../../test/api/serve-operations.ts'

const serving = (answers: Answers<typeof localApi>) => ({ fetch: serveOperations(localApi, answers) })
const at = '2026-03-01T12:00:00.000Z'
const id = 'tr_01kf0000000000000000000001' as const
const transfer: LocalTransfer = {
  id,
  line: 'clinic',
  dongle: { key: 'A'.repeat(43), serial: 'SER-1', label: 'Front desk', class: 'A' },
  targetUser: 'ada@smile.example',
  plan: { line: 'clinic', policy: { name: 'clinic', version: 1 }, licenses: [] },
  state: 'waiting',
  waitingFor: 'cloud',
  phase: 'retired',
  unavailable: true,
  cancel: 'too-late',
  resumed: false,
  problem: null,
  result: null,
  document: null,
  temporary: null,
  drain: null,
  hold: null,
  policy: presets.clinic,
  beside: [],
  startedAt: at,
  finishedAt: null,
}
const here = [
  { at, phase: 'intended' as const, waitingFor: null, code: null },
  { at: '2026-03-01T12:02:00.000Z', phase: 'waiting' as const, waitingFor: 'cloud', code: 'cloud-unreachable' },
]
const cloud = [{ at: '2026-03-01T12:01:00.000Z', fact: 'ordered' as const, reason: null }]

test('[Q62] a transfer is told from both sides, with what to do meanwhile', async () => {
  const { out, exit } = await runUndongle(
    ['transfer', 'show', id],
    serving({ 'transfer.timeline': () => ({ transfer, here, cloud }) }),
  )
  expect(exit).toBe(7)
  expect(out).toContain('Safe, still finishing: waiting for the cloud.')
  expect(out).toContain('The licenses have left the dongle.')
  const story = out.split('\n').slice(-4, -1)
  expect(story).toEqual([
    '2026-03-01T12:00:00.000Z  here   The plan was confirmed.',
    '2026-03-01T12:01:00.000Z  cloud  Ordered: the licenses are reserved for this company.',
    '2026-03-01T12:02:00.000Z  here   Waiting for: cloud (cloud-unreachable).',
  ])
})

test('a cloud that cannot be asked is no reason to hide this side', async () => {
  const { out } = await runUndongle(
    ['transfer', 'show', id],
    serving({ 'transfer.timeline': () => ({ transfer, here, cloud: null }) }),
  )
  expect(out).toContain('The plan was confirmed.')
  expect(out).toContain('The cloud could not be asked for its side.')
})

test.each([
  ['cancelled', 0],
  ['all-moved', 0],
] as const)('a transfer that was asked to be cancelled ends as %s', async (result, exit) => {
  const asked: unknown[] = []
  const ended: LocalTransfer = { ...transfer, state: 'finished', waitingFor: null, unavailable: false, result }
  const ran = await runUndongle(
    ['transfer', 'cancel', id],
    serving({
      'transfer.read': () => transfer,
      'transfer.cancel': ({ body }) => {
        asked.push(body)
        return ended
      },
    }),
  )
  expect(ran.exit).toBe(exit)
  expect(asked).toEqual([{ pin: null, confirmLastTry: false }])
})
