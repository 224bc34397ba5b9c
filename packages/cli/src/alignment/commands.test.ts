import type { AlignmentAnswer } from '@undongle/core/api/alignment'
import { cloudApi } from '@undongle/core/api/cloud'
import { ApiError } from '@undongle/core/api/error'
import { expect, test } from 'vitest'
import { runUndongle } from '../../../../test/api/command-line.ts'
import { serveOperations } from '../../../../test/api/serve-operations.ts'

const files = {
  'addresses.json': JSON.stringify({ cloud: 'http://cloud.test' }),
  'operator-token': 'operator-token-of-this-run',
}
const at = '2026-03-01T12:00:00.000Z'
const proposed: AlignmentAnswer = {
  id: 'aln_01k00000000000000000000000',
  serial: 'D-7',
  from: 'com_01k00000000000000000000000',
  to: 'com_01k00000000000000000000001',
  proposedBy: 'usr_01k00000000000000000000000',
  proposedAt: at,
  words: 'The lab was sold.',
  outcome: 'waiting',
  settledBy: null,
  settledAt: null,
  settledWords: null,
}
const asked: unknown[] = []
const server = serveOperations(cloudApi, {
  'alignment.propose': ({ body, query }) => {
    asked.push([body, query])
    return proposed
  },
  'alignment.settle': ({ parameters, body }) => {
    if (parameters.alignment !== proposed.id) throw new ApiError('alignment-unknown')
    asked.push(body)
    const { agrees, words } = cloudApi['alignment.settle'].body.parse(body)
    const settled = { settledBy: proposed.proposedBy, settledAt: at, settledWords: words }
    return { ...proposed, ...settled, outcome: agrees ? 'agreed' : 'refused' }
  },
  'alignment.list': () => ({ alignments: [proposed] }),
})
const run = (...args: string[]) => {
  asked.length = 0
  return runUndongle(['alignment', ...args], { fetch: server, files })
}

test.each([
  [[], 'ours'],
  [['--theirs'], 'theirs'],
])('[Q28] a proposal waits for the other company: %j', async (more, into) => {
  const ran = await run('propose', 'D-7', '--words', 'The lab was sold.', '--company', proposed.to, ...more)
  expect(ran).toMatchObject({ exit: 7, out: expect.stringContaining(proposed.id) })
  expect(asked).toEqual([[{ serial: 'D-7', into, words: 'The lab was sold.' }, { company: proposed.to }]])
})

test.each([
  ['agree', true, 'D-7: agreed.'],
  ['refuse', false, 'D-7: refused.'],
])('[Q28] the other company can %s, in words that both read', async (word, agrees, said) => {
  const ran = await run(word, proposed.id, '--words', 'So it is.')
  expect(ran).toMatchObject({ exit: 0, out: expect.stringContaining(said) })
  expect(asked).toEqual([{ agrees, words: 'So it is.' }])
  expect(await run(word, proposed.id)).toMatchObject({ exit: 2 })
  expect(await run(word, 'aln_01k00000000000000000000009', '--words', 'x')).toMatchObject({ exit: 3 })
})

test('[Q28] what was proposed is a table, and one document for scripts', async () => {
  expect((await run('list')).out).toMatch(/aln_01k00000000000000000000000 +D-7 +com_\w+ +com_\w+ +waiting/)
  expect((await run('list', '--json')).json()).toEqual({ alignments: [proposed] })
})
