import { cloudApi } from '@undongle/core/api/cloud'
import { ApiError } from '@undongle/core/api/error'
import type { MeterEntry } from '@undongle/core/meter/entry'
import { expect, test } from 'vitest'
import { runUndongle } from '../../../../test/api/command-line.ts'
import { serveOperations } from '../../../../test/api/serve-operations.ts'

const files = { 'addresses.json': JSON.stringify({ cloud: 'http://cloud.test' }), 'operator-token': 'operator-token' }
const license = 'lic_01k00000000000000000000000'
const company = 'com_01k00000000000000000000000'
const entry: MeterEntry = {
  id: 'mte_01k00000000000000000000000',
  license,
  number: 2,
  kind: 'consumption',
  points: -30,
  balance: 70,
  at: '2026-03-01T12:00:00.000Z',
  by: 'ls_01k00000000000000000000000',
  reason: '',
}
const asked: unknown[] = []
const server = serveOperations(cloudApi, {
  'meter.list': ({ parameters, query }) => {
    if (parameters.license !== license) throw new ApiError('meter-unknown')
    return { balance: 70, entries: [entry], next: query.after === undefined ? '2' : null }
  },
  'meter.correct': ({ query, body }) => {
    asked.push([query, body])
    return { entry: { ...entry, kind: 'correction', points: 20, balance: 90, reason: 'A crash.' } }
  },
})
const run = (...args: string[]) => {
  asked.length = 0
  return runUndongle(['meter', ...args], { fetch: server, files })
}

test('the points of a license and what changed them', async () => {
  const { out } = await run('list', license, '--company', company)
  expect(out).toMatch(/^Left: 70\n/)
  expect(out).toMatch(/2026-03-01T12:00:00.000Z +consumption +-30 +70/)
  expect(out).toContain('--after 2')
  expect((await run('list', license, '--after', '2', '--json')).json()).toMatchObject({ balance: 70, next: null })
  expect((await run('list', 'lic_01k00000000000000000000009')).exit).toBe(3)
})

test('support corrects points for a reason', async () => {
  const ran = await run('correct', license, '--company', company, '--points=-20', '--reason', 'A crash.')
  expect(ran).toMatchObject({ exit: 0, out: expect.stringContaining('Left: 90') })
  expect(asked).toEqual([[{ company }, { points: -20, reason: 'A crash.' }]])
})

test.each(['0', '1.5', 'many', ''])('%j is no number of points, and nobody is asked', async (points) => {
  expect((await run('correct', license, `--points=${points}`, '--reason', 'x')).exit).toBe(2)
  expect(asked).toEqual([])
})
