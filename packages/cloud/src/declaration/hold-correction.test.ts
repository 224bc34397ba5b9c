import type { CorrectedCertificate, CustodyLink } from '@undongle/core/document/certificate'
import { expect, test } from 'vitest'
import { idMaker } from '../../../../test/api/vendor.ts'
import { holdCorrection } from './hold-correction.ts'

const makeId = idMaker(new Date('2026-03-01T12:00:00.000Z'))
const [license, from, to, transfer] = [makeId('license'), makeId('company'), makeId('company'), makeId('transfer')]
const sold: CustodyLink = { sequence: 1, debit: 'vendor', credit: 'dongle:D-1', at: 1, transfer: null }
const moved: CustodyLink = {
  sequence: 2,
  debit: 'dongle:D-1',
  credit: `company:${from}`,
  at: 2,
  transfer: makeId('transfer'),
}
const link: CustodyLink = { sequence: 3, debit: `company:${from}`, credit: `company:${to}`, at: 3, transfer }

const held = (chain: readonly CustodyLink[], written: CustodyLink, certified: readonly CustodyLink[]) => () => {
  const claims = { transfer, company: { id: to }, moved: [{ license: { id: license }, chain: certified }] }
  const certificate = claims as unknown as CorrectedCertificate
  holdCorrection(new Map([[license, chain]]), new Map([[license, written]]), certificate)
}

test('[Q91] a correction that goes on where the chain ends is held to be right', () => {
  expect(held([sold, moved], link, [sold, moved, link])).not.toThrow()
})

test.each<[string, ReturnType<typeof held>, RegExp]>([
  ['leaves a gap in the chain', held([sold], link, [sold, moved, link]), /^I1/],
  [
    'takes a license from where it is not',
    held([sold, moved], { ...link, debit: `company:${to}` }, [sold, moved, link]),
    /^I1/,
  ],
  ['certifies another past', held([sold, moved], link, [{ ...sold, credit: 'dongle:D-2' }, moved, link]), /^I4/],
])('[Q91] one that %s is a violation', (_, correct, said) => {
  expect(correct).toThrow(said)
})
