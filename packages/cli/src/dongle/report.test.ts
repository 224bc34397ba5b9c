import { cloudApi } from '@undongle/core/api/cloud'
import { ApiError } from '@undongle/core/api/error'
import { expect, test } from 'vitest'
import { runUndongle } from '../../../../test/api/command-line.ts'
import { serveOperations } from '../../../../test/api/serve-operations.ts'

const company = 'com_01k00000000000000000000000'
const at = '2026-03-01T12:00:00.000Z'
const asked: unknown[] = []
const api = serveOperations(cloudApi, {
  'loss.report': ({ parameters, query, body }) => {
    asked.push([query, body])
    const { serial } = cloudApi['loss.report'].body.parse(body)
    if (serial !== 'D-7') throw new ApiError('dongle-not-yours')
    return {
      id: parameters.case,
      company,
      topic: 'lost-dongle',
      severity: 'bridged',
      line: 'clinic',
      transfer: null,
      serial,
      attempts: 1,
      openedAt: at,
      lastAt: at,
      bridgedUntil: '2026-03-15',
      decided: null,
      facts: {
        result: null,
        shown: null,
        dongle: { key: null, serial, grade: null },
        licenses: [],
        contracts: ['C-7'],
        policy: null,
        contact: null,
        bridge: [{ license: 'lic_01k00000000000000000000000', product: 'clinic-scan', until: '2026-03-15' }],
        words: 'lost: Left in a train.',
      },
    }
  },
})
/** A person of the company signs in, and out again afterwards. */
const server: typeof fetch = async (input, init) => {
  const request = new Request(input, init)
  if (new URL(request.url).pathname !== '/v1/session') return api(request)
  if (request.method === 'DELETE') return Response.json({})
  return Response.json({}, { headers: { 'set-cookie': 'session=of-anna; Path=/; HttpOnly' } })
}
const files = { 'addresses.json': JSON.stringify({ cloud: 'http://cloud.test' }) }
const person = ['--email', 'anna@smile.example', '--password-file', '-']
const run = (...args: string[]) => {
  asked.length = 0
  return runUndongle(['dongle', 'report', ...args], { fetch: server, files, input: 'an oak and rain\n' })
}

test('[Q98] a company reports its dongle; it is told what bridges it until support has decided', async () => {
  const ran = await run('D-7', '--words', 'Left in a train.', '--company', company, ...person)
  expect(ran).toMatchObject({ exit: 7, out: expect.stringContaining('Until 2026-03-15 clinic-scan is bridged.') })
  expect(asked).toEqual([[{ company }, { serial: 'D-7', what: 'lost', words: 'Left in a train.' }]])
})

test('[Q98] a broken dongle is reported as such, and another company’s is refused', async () => {
  const ran = await run('D-8', '--words', 'It smokes.', '--broken', ...person)
  expect(ran).toMatchObject({ exit: 3, err: expect.stringContaining('not one of your company') })
  expect(asked).toEqual([[{}, { serial: 'D-8', what: 'broken', words: 'It smokes.' }]])
})

test('[Q98] nothing is reported without words, or by nobody', async () => {
  expect(await run('D-7', ...person)).toMatchObject({ exit: 2 })
  expect(await run('D-7', '--words', 'Gone.')).toMatchObject({ exit: 2 })
  expect(asked).toEqual([])
})
