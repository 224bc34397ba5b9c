import { expect, test } from 'vitest'
import type { Facts } from './facts.ts'
import { findUnfinished, findViolations, type Sold } from './violations.ts'

const company = 'company:ours'
const claims = JSON.stringify({ moved: [{ license: { id: 'one' } }] })
const link = { license: 'one', company: 'ours' }
const sale = { ...link, sequence: 1, debit: 'vendor', credit: 'dongle:d', transfer: null }
const move = { ...link, sequence: 2, debit: 'dongle:d', credit: company, transfer: 'tr' }
const moved: Facts = {
  licenses: [{ id: 'one', company: 'ours' }],
  custody: [sale, move],
  transfers: [{ id: 'tr', company: 'ours', serial: 'd', line: 'clinic', state: 'moved', certificate: 'c' }],
  certificates: [{ id: 'c', transfer: 'tr', company: 'ours', claims }],
  permits: [],
}
const sold: Sold = { serial: 'd', company: 'ours', licenses: ['one'], away: ['one'] }
const acknowledged = { transfer: 'tr', document: `header.${Buffer.from(claims).toString('base64url')}.signature` }

test('a license that was moved, once, with its certificate, is in order', () => {
  expect(findViolations(moved, [sold], [acknowledged])).toEqual([])
  expect(findUnfinished(moved, [sold])).toEqual([])
})

test.each<[string, Facts, Sold, string]>([
  ['a link that is there twice', { ...moved, custody: [sale, move, { ...move, sequence: 3 }] }, sold, 'is broken'],
  ['a link that is missing', { ...moved, custody: [move] }, sold, 'is broken'],
  ['a license in two books', { ...moved, custody: [sale, { ...move, company: 'theirs' }] }, sold, 'of 2 companies'],
  ['a certificate without its license', { ...moved, custody: [sale] }, sold, 'names other licenses'],
  ['a move without its certificate', { ...moved, certificates: [] }, sold, 'has 0 certificates'],
  ['a credit without its transfer', { ...moved, transfers: [] }, sold, 'credits and is not moved'],
  ['another owner', { ...moved, licenses: [{ id: 'one', company: 'theirs' }] }, sold, 'belongs to theirs'],
  ['a foreign place', { ...moved, custody: [{ ...sale, credit: 'dongle:e' }] }, sold, 'is at dongle:e'],
  ['an old state put back', moved, { ...sold, away: [] }, 'is in the cloud and still on d'],
])('%s is seen', (_, facts, dongle, say) => {
  expect(findViolations(facts, [dongle], [])).toContainEqual(expect.stringContaining(say))
})

test('[Q92] a permit for what a drain has moved is seen, and not within a grace', () => {
  const drained = (until: number | null): Facts => ({
    ...moved,
    transfers: moved.transfers.map((transfer) => ({ ...transfer, state: 'drained' })),
    certificates: moved.certificates.map((certificate) => ({
      ...certificate,
      claims: JSON.stringify({ ...JSON.parse(claims), possession: { proof: 'assigned' }, permits: [], until }),
    })),
    permits: [{ dongle: 'd', machine: 'desk', number: 3, licenses: ['other', 'one'] }],
  })
  const readable = { ...sold, away: undefined }
  expect(findViolations(drained(null), [readable], [])).toEqual([
    'one is in the cloud, and permit 3 of desk for d still covers it',
  ])
  expect(findViolations(drained(1_800_000_000), [readable], [])).toEqual([])
  expect(findViolations({ ...drained(null), permits: [] }, [readable], [])).toEqual([])
})

test('an acknowledged certificate that is not in the ledger is seen', () => {
  const lost = { ...moved, transfers: [], certificates: [], custody: [sale] }
  expect(findViolations(lost, [{ ...sold, away: [] }], [])).toEqual([])
  expect(findViolations(lost, [{ ...sold, away: [] }], [acknowledged])).toHaveLength(1)
})

test('what is half done is seen at rest', () => {
  const open = { ...moved.transfers[0], state: 'ordered' } as Facts['transfers'][number]
  const half = { ...moved, custody: [sale], transfers: [open], certificates: [] }
  expect(findUnfinished(half, [sold])).toEqual(['one is off on d and in no cloud', 'tr is still ordered'])
})
