import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { ApiError } from '@undongle/core/api/error'
import { expect, test } from 'vitest'
import { dataFolder, runUndongle } from '../../../../test/api/command-line.ts'
import { serveOperations } from '../../../../test/api/serve-operations.ts'

const files = {
  'addresses.json': JSON.stringify({ cloud: 'http://cloud.test' }),
  'operator-token': 'operator-token-of-this-run',
}
const wave = 'wav_01k00000000000000000000000'
const company = 'com_01k00000000000000000000000'
const at = '2026-03-01T12:00:00.000Z'

const asked: unknown[] = []
const server = serveOperations(cloudApi, {
  'wave.list-members': ({ body }) => {
    asked.push(body)
    return { added: 2 }
  },
  'wave.release': ({ body }) => {
    asked.push(body)
    return { released: ['D-1'], lastTurnAt: at }
  },
  'wave.changes': ({ query }) => {
    asked.push(query)
    return { changes: [{ number: 4, act: 'paused', note: 'a case', by: 'operator-token', at }], next: 4 }
  },
  'wave.nominate': ({ parameters, query }) => {
    asked.push([parameters, query])
    if (query.company !== company) throw new ApiError('nominations-used-up')
    return { released: [], left: 3 }
  },
})
const run = (...args: string[]) => {
  asked.length = 0
  return runUndongle(['wave', ...args], { fetch: server, files })
}
const fileOf = (text: string) => path.join(dataFolder({ list: text }), 'list')

test('[Q08] a list of serials and companies is read from a file, each once, and sent sorted', async () => {
  const ran = await run('members', wave, fileOf(`D-1\r\n\n ${company} \nD-1\nD-2\n`), '--note', 'pilot', '--json')
  expect(asked).toEqual([{ serials: ['D-1', 'D-2'], companies: [company], note: 'pilot' }])
  expect(ran).toMatchObject({ exit: 0 })
  expect(ran.json()).toEqual({ members: 3, added: 2 })
})

test('[Q08] a long list is sent in parts', async () => {
  await run('members', wave, fileOf(Array.from({ length: 10_001 }, (_, number) => `D-${number}`).join('\n')))
  expect(asked).toMatchObject([{ serials: { length: 10_000 } }, { serials: ['D-10000'] }])
})

test.each([
  ['nothing', '\n\n', ''],
  ['a table', 'D-1\nD 2;x\n', 'line 2'],
  ['a mistyped company', 'D-1\ncom_123\n', 'line 2'],
])('[Q08] of a file with %s nothing is sent', async (_, text, place) => {
  const { exit, err } = await run('members', wave, fileOf(text))
  expect([exit, asked]).toEqual([2, []])
  expect(err).toContain(place)
})

test.each([
  [
    ['--each', '20', '--from', '2026-03-01T08:00:00Z', '--every-hours', '24'],
    { kind: 'interval', each: 20, from: '2026-03-01T08:00:00.000Z', everyHours: 24 },
  ],
  [
    ['--each', '5', '--at', '2026-03-01T08:00:00Z', '2026-03-08T08:00:00Z'],
    { kind: 'times', each: 5, times: ['2026-03-01T08:00:00.000Z', '2026-03-08T08:00:00.000Z'] },
  ],
])('[Q95] a release by a schedule: %j', async (options, schedule) => {
  const { exit, out } = await run('release', wave, '9', ...options)
  expect([exit, asked]).toEqual([0, [{ count: 9, schedule, note: '' }]])
  expect(out).toBe(`D-1\nThe last of them from ${at}\n`)
})

test.each([
  [['--each', '20']],
  [['--each', '20', '--from', '2026-03-01T08:00:00Z']],
  [['--every-hours', '24']],
  [['--each', '5', '--at', '2026-03-08T08:00:00Z', '2026-03-01T08:00:00Z']],
  [['--each', '5', '--at', '2026-03-08T08:00:00Z', '--from', '2026-03-08T08:00:00Z', '--every-hours', '1']],
])('[Q95] %j is no schedule, and nobody is asked', async (options) => {
  const { exit, err } = await run('release', wave, '9', ...options)
  expect([exit, asked]).toEqual([2, []])
  expect(err).toContain('This is not a schedule.')
})

test('[Q95] a schedule begins at no weekday', async () => {
  const { exit, err } = await run('release', wave, '9', '--each', '20', '--from', 'Monday', '--every-hours', '24')
  expect([exit, asked]).toEqual([2, []])
  expect(err).toContain('"Monday" is no time.')
})

test('[Q95] what was done to a wave is a table, page by page', async () => {
  const { exit, out } = await run('changes', wave, '--before', '5')
  expect([exit, asked]).toEqual([0, [{ before: '5' }]])
  expect(out).toMatch(/4 +2026-03-01T12:00:00.000Z +paused +operator-token +a case\nOlder ones: --before 4/)
})

test('[Q08] a reseller nominates a customer, and is told when its places are used up', async () => {
  expect(await run('nominate', wave, company)).toMatchObject({
    exit: 0,
    out: 'It was in already, with all its dongles.\nPlaces left: 3\n',
  })
  expect(asked).toEqual([[{ wave }, { company }]])
  expect(await run('nominate', wave, 'com_01k00000000000000000000001')).toMatchObject({ exit: 3 })
})
