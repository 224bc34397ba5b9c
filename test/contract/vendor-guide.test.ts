import { readFileSync } from 'node:fs'
import path from 'node:path'
import { contractFileSchema } from '@undongle/core/contract/contract-file'
import { columnMapSchema, rowReader } from '@undongle/core/import/column-map'
import { csvReader } from '@undongle/core/import/csv-reader'
import { licenseSchema } from '@undongle/core/license'
import { presets } from '@undongle/core/policy/presets'
import { expect, test } from 'vitest'
import { z } from 'zod'

// The files that the vendor's guide shows are read by the very parsers that will read them.

const guide = readFileSync(path.join(import.meta.dirname, '../../docs/guides/vendor-first-day.md'), 'utf8')

function fileIn(name: string): string {
  return new RegExp(`^\`\`\`\\w+ file=${name}\n([^]*?)^\`\`\``, 'm').exec(guide)?.[1] ?? ''
}

test('its contract file is one, and names the dongle it goes on to make', () => {
  const file = contractFileSchema.parse(JSON.parse(fileIn('contracts.json')))
  const made = z.array(licenseSchema).parse(JSON.parse(fileIn('d-1.json')))
  expect(file.contracts[0]?.licenses.map(({ id }) => id)).toEqual(made.map(({ id }) => id))
  expect(file.dongles.map(({ serial }) => serial)).toEqual(['d-1'])
})

test('its table continues that file: same company, contract and first license', () => {
  const reader = csvReader(',')
  const [head, ...rows] = [...reader.push(fileIn('contracts.csv')), ...reader.end()].map((row) =>
    'cells' in row ? row.cells : [],
  )
  const read = rowReader({ map: columnMapSchema.parse({}), source: '', table: 'licenses' }, head ?? [])
  if (typeof read !== 'function') throw new Error(JSON.stringify(read.faults))
  const said = rows.map((cells) => read(cells))
  expect(said.flatMap(({ faults }) => faults)).toEqual([])
  const [json] = contractFileSchema.parse(JSON.parse(fileIn('contracts.json'))).contracts
  const records = said.flatMap((line) => line.records)
  expect(records.find(({ record }) => record === 'contract')).toMatchObject({
    number: json?.number,
    company: json?.company,
  })
  expect(records.find(({ record }) => record === 'license')).toMatchObject(json?.licenses[0] ?? {})
})

test('its table of presets has the numbers that are in force', () => {
  const row = (title: string) => guide.split('\n').find((line) => line.startsWith(`| ${title}`)) ?? ''
  const { clinic, lab, render } = presets
  const asks = row('asks for it').split(' | ').slice(1)
  expect(asks.map((cell) => cell.split(/[: ]/)[0])).toEqual([clinic.cutOverVersion, lab.cutOverVersion, 'never'])
  expect([clinic, lab, render].map(({ offeredAt }) => offeredAt)).toEqual(['sign-in', 'update', 'never'])
  expect(row('way back')).toContain(`${lab.graceDays} days`)
  expect([clinic.graceDays, render.graceDays]).toEqual([0, 0])
  expect(row('a key license')).toContain(`${clinic.temporarySubscriptionDays} days`)
  expect(row('without a network')).toContain(`${clinic.offlineDays} days`)
  expect([lab.offlineDays, render.offlineDays]).toEqual([clinic.offlineDays, clinic.offlineDays])
})
