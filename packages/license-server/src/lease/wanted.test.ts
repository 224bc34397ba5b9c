import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { expect, test } from 'vitest'
import { personAt, thisMachine } from './seat.ts'
import { asked } from './wanted.ts'

test('[Q87] the cloud is told the person a carried lease is for, and not the machine of the network', () => {
  const [node, lease] = ['nd_1', makeId('lease', new Date(), random)]
  const what = { lease, product: 'render-node', version: '6.0' }
  const carried = [thisMachine, node, personAt(node, 'anna@studio.example')].map((holder) => ({ ...what, holder }))
  expect(asked(carried)).toEqual([null, null, 'anna@studio.example'].map((user) => ({ ...what, user })))
})
