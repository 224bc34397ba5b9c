import type { ActivationBatch } from '@undongle/core/api/activation'
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
const batch: ActivationBatch = {
  id: 'acb_01k00000000000000000000000',
  product: 'clinic-scan',
  generation: '3.0',
  quantity: 1,
  term: { kind: 'perpetual' },
  codes: 5,
  usesEach: 2,
  expiresAt: at,
  priceReference: '',
  renewalReference: '',
  note: '',
  reseller: null,
  madeBy: 'operator-token',
  madeAt: at,
  withdrawnAt: at,
  usesLeft: 7,
}
const server = serveOperations(cloudApi, {
  'activation-batch.withdraw': ({ parameters }) => {
    if (parameters.batch !== batch.id) throw new ApiError('not-found')
    return { batch }
  },
  'activation-quota.put': ({ parameters, body }) => {
    const { uses } = cloudApi['activation-quota.put'].body.parse(body)
    if (uses < 30) throw new ApiError('activation-quota-used-up')
    return { product: parameters.product, uses, made: 30 }
  },
})
const run = (...args: string[]) => runUndongle(['activation', ...args], { fetch: server, files })

test('[Q11] a batch is withdrawn, and what was left of it is told', async () => {
  expect(await run('withdraw', batch.id)).toMatchObject({ exit: 0, out: 'It is withdrawn: 7 of 10 uses were left.\n' })
  expect((await run('withdraw', batch.id, '--json')).json()).toMatchObject({ batch: { withdrawnAt: at } })
  expect(await run('withdraw', 'acb_01k00000000000000000000001')).toMatchObject({ exit: 3 })
})

test('[Q11] the quota of a reseller is set, and never below what it has made', async () => {
  const reseller = 'rsl_01k00000000000000000000000'
  expect(await run('quota', reseller, 'clinic-scan', '100')).toMatchObject({ exit: 0, out: '30 of 100 are made.\n' })
  const refused = await run('quota', reseller, 'clinic-scan', '10')
  expect([refused.exit, refused.err]).toEqual([3, expect.stringContaining('larger quota')])
  expect(await run('quota', reseller, 'clinic-scan', 'many')).toMatchObject({ exit: 2 })
})
