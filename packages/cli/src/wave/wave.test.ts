import { makeActivationCode, showActivationCode } from '@undongle/core/activation/code'
import { cloudApi } from '@undongle/core/api/cloud'
import { noTotals } from '@undongle/core/rehearsal/report'
import { expect, test } from 'vitest'
import { runUndongle } from '../../../../test/api/command-line.ts'
import { serveOperations } from '../../../../test/api/serve-operations.ts'

const files = {
  'addresses.json': JSON.stringify({ cloud: 'http://cloud.test' }),
  'operator-token': 'operator-token-of-this-run',
}
const asked: unknown[] = []
const server = serveOperations(cloudApi, {
  'wave.release': ({ parameters, body }) => {
    asked.push([parameters.wave, body])
    return { released: ['D-1', 'D-2'], lastTurnAt: '2026-03-01T12:00:00.000Z' }
  },
  'funnel.read': ({ parameters }) => ({
    rows: [{ key: parameters.line, known: 9, eligible: 8, invited: 7, moved: 6, failed: 1 }],
  }),
  'rehearsal.run': () => ({
    totals: { ...noTotals(), dongles: 2, companies: 2, stops: 1 },
    rows: [
      {
        severity: 'stop',
        company: null,
        dongle: 'D-7',
        outcome: 'no-subscription',
        moves: 0,
        stays: 1,
        refused: 0,
        reasons: {},
      },
    ],
  }),
  'activation.redeem': ({ body }) => {
    asked.push(body)
    throw new Error('nobody asks with a mistyped code')
  },
})
const run = (...args: string[]) => runUndongle(args, { fetch: server, files })
const wave = 'wav_01k00000000000000000000000'

test('a wave is released n at a time, and its funnel is a table', async () => {
  expect(await run('wave', 'release', wave, '2', '--note', 'next')).toMatchObject({ exit: 0, out: 'D-1\nD-2\n' })
  expect(asked).toEqual([[wave, { count: 2, schedule: null, note: 'next' }]])
  expect((await run('wave', 'funnel', 'lab')).out).toMatch(/lab +9 +8 +7 +6 +1/)
})

test('[Q94] a rehearsal names the companies that would stand still', async () => {
  const { exit, out } = await run('rehearsal', 'run', 'lab')
  expect(exit).toBe(0)
  expect(out).toMatch(/Production stops +1/)
  expect(out).toMatch(/stop +D-7 +no-subscription/)
})

test('[Q11] a mistyped code is refused on the spot', async () => {
  const code = showActivationCode(makeActivationCode((sizeBytes) => new Uint8Array(sizeBytes).fill(7)))
  const typed = `${code.slice(0, -1)}${code.endsWith('2') ? '3' : '2'}`
  const { exit, err } = await run('activation', 'redeem', typed)
  expect([exit, asked.length]).toEqual([3, 1])
  expect(err).toContain('not an activation code')
})
