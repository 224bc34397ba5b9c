import { cloudApi } from '@undongle/core/api/cloud'
import { expect, test } from 'vitest'
import { runUndongle } from '../../../../test/api/command-line.ts'
import { serveOperations } from '../../../../test/api/serve-operations.ts'

const address = 'http://cloud.test'
const files = { 'addresses.json': JSON.stringify({ cloud: address }), 'operator-token': 'operator-token-of-this-run' }
const endsAt = '2026-03-11T15:00:00.000Z'

/** A cloud that was restored so often. */
function cloudAt(epoch: number, waits: boolean) {
  const started: number[] = []
  const server = serveOperations(cloudApi, {
    'epoch.read': () => ({ epoch, endsAt: waits ? endsAt : null, missing: waits ? 3 : 0 }),
    'epoch.start': ({ parameters }) => {
      started.push(Number(parameters.epoch))
      return { epoch: Number(parameters.epoch), endsAt }
    },
  })
  return { started, run: (args: readonly string[]) => runUndongle(['ledger', ...args], { fetch: server, files }) }
}

test('the operator says that the database was put back: the next epoch begins', async () => {
  const cloud = cloudAt(2, false)
  expect(await cloud.run(['restored'])).toMatchObject({ exit: 0, out: expect.stringContaining('epoch 3 has begun') })
  expect(cloud.started).toEqual([3])
})

test('how long it is waited, and for how many', async () => {
  expect((await cloudAt(3, true).run(['epoch'])).out).toContain(`ends at ${endsAt}, or when 3 more machines`)
  expect((await cloudAt(3, false).run(['epoch'])).out).toContain('nothing is waited for')
})
