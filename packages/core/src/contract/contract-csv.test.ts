import { expect, test } from 'vitest'
import { parseContractCsv } from './contract-csv.ts'

const company = 'com_01kjmmmrc03ecj2d1g0000000z'
const license = (end: string) => `lic_01kjmmmrc03ecj2d1g000000${end}`
const head = 'company,company_name,contract,kind,license,product,generation,quantity,until,dongle'
const row = (end: string, more: Partial<Record<string, string>> = {}) => {
  const cells: Record<string, string> = {
    company,
    company_name: '"Smile, ""the"" Dental"',
    contract: 'C-1',
    kind: 'commercial',
    license: license(end),
    product: 'clinic-scan',
    generation: '3.0',
    quantity: '2',
    until: '',
    dongle: 'D1',
    ...more,
  }
  return head.split(',').map((column) => cells[column] ?? '')
}
const csv = (...rows: string[][]) => [head, ...rows.map((cells) => cells.join(','))].join('\r\n')

test('rows of one contract become one contract, with its company and its dongle once', () => {
  const parsed = parseContractCsv(
    `\uFEFF${csv(row('01'), row('02', { until: '2027-01-31', dongle: '' }))}\r\n\r\n`,
    'Vendor',
  )
  expect(parsed).toMatchObject({
    ok: true,
    file: {
      vendor: 'Vendor',
      companies: [{ id: company, name: 'Smile, "the" Dental' }],
      contracts: [
        {
          number: 'C-1',
          licenses: [
            { id: license('01'), quantity: 2, term: { kind: 'perpetual' }, dongle: 'D1' },
            { id: license('02'), term: { kind: 'until', until: '2027-01-31' }, dongle: null },
          ],
        },
      ],
      dongles: [{ serial: 'D1', company }],
    },
  })
})

test.each([
  ['an unclosed quote', `${head}\n"a`, 'a quote is not closed'],
  ['an unknown column', `${head},colour\n`, 'unknown column colour'],
  ['a missing column', head.replace(',product', ''), 'column product is missing'],
  ['a quantity of 0', csv(row('01', { quantity: '0' })), 'contracts.0.licenses.0.quantity'],
  ['a negative quantity', csv(row('01', { quantity: '-1' })), 'contracts.0.licenses.0.quantity'],
  ['an impossible day', csv(row('01', { until: '2027-02-30' })), 'contracts.0.licenses.0.term'],
  ['a foreign id', csv(row('01', { license: 'x' })), 'contracts.0.licenses.0.id'],
  [
    'a contract of two kinds',
    csv(row('01'), row('02', { kind: 'trial' })),
    'line 3: kind differs from line 2 for contract C-1',
  ],
  [
    'a dongle of two companies',
    csv(row('01'), row('02', { contract: 'C-2', company: company.replace('0z', '0y') })),
    'line 3: company differs from line 2 for dongle D1',
  ],
])('%s is named', (_, text, place) => {
  const parsed = parseContractCsv(text, 'Vendor')
  expect(parsed.ok ? [] : parsed.places.join('\n')).toContain(place)
})

test('a header named like a built-in is an unknown column, and harms nothing', () => {
  expect(parseContractCsv(`${head},__proto__\n`, 'Vendor')).toEqual({ ok: false, places: ['unknown column __proto__'] })
})
