import { type CaseAnswer, decideCaseBodySchema } from '@undongle/core/api/case'
import { cloudApi } from '@undongle/core/api/cloud'
import { ApiError } from '@undongle/core/api/error'
import { expect, test } from 'vitest'
import { runUndongle } from '../../../../test/api/command-line.ts'
import { serveOperations } from '../../../../test/api/serve-operations.ts'

const files = {
  'addresses.json': JSON.stringify({ cloud: 'http://cloud.test' }),
  'operator-token': 'operator-token-of-this-run',
}
const id = 'cas_00000000000000000000000000'
const opened: CaseAnswer = {
  id,
  company: 'com_00000000000000000000000000',
  topic: 'temporary-subscription',
  severity: 'bridged',
  line: 'clinic',
  transfer: null,
  serial: 'D-7',
  attempts: 2,
  openedAt: '2027-01-01T00:00:00.000Z',
  lastAt: '2027-01-02T00:00:00.000Z',
  bridgedUntil: '2027-01-15',
  decided: null,
  facts: {
    result: 'temporary-subscription',
    shown: { title: 'A temporary subscription was started', say: 'It ends.', next: 'Contact support.' },
    dongle: { key: null, serial: 'D-7', grade: null },
    licenses: [],
    contracts: ['C-7'],
    policy: { name: 'clinic', version: 3 },
    contact: null,
    bridge: [{ license: 'lic_00000000000000000000000000', product: 'clinic-scan', until: '2027-01-15' }],
    words: null,
  },
}

const decided: unknown[] = []
const server = serveOperations(cloudApi, {
  'case.list': () => ({ cases: [(({ facts: _facts, ...summary }) => summary)(opened)], next: null }),
  'case.read': () => opened,
  'case.decide': (asked) => {
    const body = decideCaseBodySchema.parse(asked.body)
    if (body.decision.decision === 'found') throw new ApiError('decision-unfit')
    decided.push(body)
    const by = 'usr_00000000000000000000000000' as const
    return { ...opened, decided: { ...body, by, at: '2027-01-03T00:00:00.000Z' } }
  },
})
const run = (...args: string[]) => runUndongle(['case', ...args], { fetch: server, files })

test('cases are listed with what presses first, and shown with their facts', async () => {
  expect(await run('list')).toMatchObject({ exit: 0, out: expect.stringMatching(/bridged +temporary-subscription/) })
  const shown = await run('show', id)
  for (const fact of ['D-7', 'clinic version 3', 'C-7', 'Until 2027-01-15 clinic-scan is bridged.', 'Not decided yet.'])
    expect(shown.out).toContain(fact)
})

test('a decision is checked before it is sent, and says what was decided', async () => {
  expect(await run('decide', id, 'granted', '--words', 'Here.')).toMatchObject({ exit: 2 })
  expect(await run('decide', id, 'nonsense', '--words', 'Here.')).toMatchObject({ exit: 2 })
  expect(decided).toEqual([])
  const grant = ['--contract', 'C-7', '--product', 'clinic-scan', '--generation', '3.0', '--quantity', '2']
  const ran = await run('decide', id, 'granted', '--words', 'Here.', ...grant)
  expect(ran).toMatchObject({ exit: 0, out: expect.stringContaining('granted. Here.') })
  expect(decided).toMatchObject([{ decision: { contract: 'C-7', quantity: 2, until: null } }])
  expect(await run('decide', id, 'found', '--words', 'x', '--json')).toMatchObject({
    err: expect.stringContaining('decision-unfit'),
  })
})
