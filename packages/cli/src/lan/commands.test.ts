import { localApi } from '@undongle/core/api/local'
import { makeId } from '@undongle/core/id'
import { expect, test } from 'vitest'
import { runUndongle } from '../../../../test/api/command-line.ts'
import { type Answers, serveOperations } from '../../../../test/api/serve-operations.ts'

const serving = (answers: Answers<typeof localApi>) => ({ fetch: serveOperations(localApi, answers) })
const at = '2026-03-11T12:00:00.000Z'
const node = makeId('node', new Date(at), (sizeBytes) => new Uint8Array(sizeBytes))

test('the network is switched on and off', async () => {
  const asked: boolean[] = []
  const world = serving({
    'lan.put': ({ body }) => {
      const { enabled } = localApi['lan.put'].body.parse(body)
      asked.push(enabled)
      return { enabled, address: enabled ? 'floor-2:30305' : null, nodes: 3 }
    },
  })
  const on = await runUndongle(['lan', 'on'], world)
  expect(on).toMatchObject({ exit: 0, out: 'The network is served at floor-2:30305; 3 machines have joined.\n' })
  expect(await runUndongle(['lan', 'off'], world)).toMatchObject({ exit: 0, out: 'This machine only is served.\n' })
  expect(asked).toEqual([true, false])
})

test('the join token is shown as it stands in an environment variable, and replaced only when asked', async () => {
  const asked: boolean[] = []
  const world = serving({
    'lan.show-token': ({ body }) => {
      asked.push(localApi['lan.show-token'].body.parse(body).replace)
      return { joinToken: 'undongle-join-1/a/b/c' }
    },
  })
  expect(await runUndongle(['lan', 'token'], world)).toMatchObject({ exit: 0, out: 'undongle-join-1/a/b/c\n' })
  const json = await runUndongle(['lan', 'token', '--replace', '--json'], world)
  expect(JSON.parse(json.out)).toEqual({ joinToken: 'undongle-join-1/a/b/c' })
  expect(asked).toEqual([false, true])
})

test('nodes are listed and taken out', async () => {
  const nodes = [{ node, name: 'render-7', joinedAt: at, lastAskedAt: null, seats: 2 }]
  const world = serving({
    'lan.list-nodes': () => ({ nodes }),
    'lan.remove-node': ({ parameters }) => ({ removed: parameters.node === node }),
  })
  expect((await runUndongle(['lan', 'nodes'], world)).out).toMatch(/^render-7 +2 +2026-03-11T12:00:00.000Z +nod_/m)
  expect((await runUndongle(['lan', 'remove', node], world)).out).toBe(`${node} is out.\n`)
})
