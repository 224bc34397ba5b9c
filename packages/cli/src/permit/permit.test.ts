import { localApi } from '@undongle/core/api/local'
import { expect, test } from 'vitest'
import { runUndongle } from '../../../../test/api/command-line.ts'
import { type Answers, serveOperations } from '../../../../test/api/serve-operations.ts'

const serving = (answers: Answers<typeof localApi>) => ({ fetch: serveOperations(localApi, answers) })
const until = '2026-03-11T12:00:00.000Z'
const permit = {
  dongle: 'serial:SER-1',
  serial: 'SER-1',
  number: 4,
  until,
  usable: true,
  plugged: true,
  awaited: false,
}
const source = { dongle: 'abc', serial: 'SER-1', label: 'Front desk', line: 'clinic', source: 'cloud' as const, until }

test('permits are listed, and the one that another machine waits for is told', async () => {
  const permits = [permit, { ...permit, serial: 'SER-2', plugged: false, awaited: true }]
  const { out } = await runUndongle(['permit', 'list'], serving({ 'permit.list': () => ({ permits }) }))
  const lines = out.split('\n')
  expect(lines[1]).toMatch(/^SER-1 +4 +2026-03-11T12:00:00.000Z +usable +plugged in$/)
  expect(lines[2]).toMatch(/^SER-2 .* another machine waits for it +not plugged in$/)
})

test.each([
  ['returned', 0],
  ['owed', 7],
  ['none', 0],
] as const)('a permit given back by the serial of its dongle: %s', async (answer, exit) => {
  const asked: unknown[] = []
  const world = serving({
    'permit.list': () => ({ permits: [permit] }),
    'permit.give-back': ({ parameters }) => {
      asked.push(parameters.dongle)
      return { answer }
    },
  })
  expect(await runUndongle(['permit', 'give-back', 'SER-1'], world)).toMatchObject({ exit })
  expect(asked).toEqual(['serial:SER-1'])
  expect((await runUndongle(['permit', 'give-back', 'SER-9'], world)).exit).toBe(3)
})

test('[Q70] the source of a line is switched to the dongle and back, while it has a way back', async () => {
  const switched: unknown[] = []
  const world = serving({
    'source.list': () => ({ sources: [source] }),
    'source.put': ({ parameters, body }) => {
      switched.push([parameters, body])
      return body
    },
  })
  expect((await runUndongle(['source', 'list'], world)).out).toContain('Front desk')
  const ran = await runUndongle(['source', 'use', 'dongle', '--line', 'clinic'], world)
  expect(ran).toMatchObject({ exit: 0, out: 'Seats of clinic now come from the dongle.\n' })
  expect((await runUndongle(['source', 'use', 'usb', '--line', 'clinic'], world)).exit).toBe(2)
  expect((await runUndongle(['source', 'use', 'dongle', '--line', 'lab'], world)).exit).toBe(3)
  expect(switched).toEqual([[{ dongle: 'abc', line: 'clinic' }, { source: 'dongle' }]])
})
