import type { HeldLicense } from '@undongle/core/api/license'
import type { TransferPlan } from '@undongle/core/transfer/plan'
import { expect, test } from 'vitest'
import { countUsable } from './usable.ts'

const planned = (id: string, answer: 'moves' | 'stays') => ({ answer, license: { id } })
const held = (id: string, place: HeldLicense['place']) => ({ place, license: { id } }) as HeldLicense
const plan = { licenses: [planned('one', 'moves'), planned('two', 'moves'), planned('left', 'stays')] }

test('[Q63] a moved license counts as usable once this machine knows it in the cloud', () => {
  const count = (...known: HeldLicense[]) => countUsable(plan as unknown as TransferPlan, known)
  expect(count()).toEqual({ moved: 2, usable: 0 })
  expect(count(held('one', 'dongle'), held('two', 'cloud'), held('left', 'cloud'))).toEqual({ moved: 2, usable: 1 })
  expect(count(held('one', 'cloud'), held('two', 'cloud'))).toEqual({ moved: 2, usable: 2 })
})
