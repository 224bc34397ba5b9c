import { z } from 'zod'
import { utf8 } from '../encoding.ts'
import { sha256 } from '../hash.ts'
import { type Id, type IdKind, idOfBytes } from '../id.ts'
import { codeSchema } from '../license.ts'
import { type ReadLine, readRecords } from './record.ts'

/** What a row of a table can say. One license a row; its company, contract, dongle and reseller stand beside it. */
export const importFields = [
  'company',
  'company_name',
  'contract',
  'kind',
  'registered',
  'reseller_confirmed',
  'reseller',
  'reseller_name',
  'reseller_email',
  'reseller_phone',
  'ended_on',
  'license',
  'product',
  'generation',
  'quantity',
  'until',
  'dongle',
  'price_reference',
  'renewal_reference',
  'users',
] as const
export type ImportField = (typeof importFields)[number]

const required: readonly ImportField[] = ['company', 'contract', 'kind', 'license', 'product', 'generation', 'quantity']
const wordSchema = z.string().max(200)

/** How the columns of one source are read: data, kept by the cloud under the source's name. */
export const columnMapSchema = z.strictObject({
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  /** Field to column; `{ value }` is the same in every row. What is not named is read from the column of the field's own name. */
  columns: z
    .partialRecord(z.enum(importFields), z.union([wordSchema.min(1), z.strictObject({ value: wordSchema })]))
    .default({}),
  /** What this source's words mean: `{ "kind": { "Schule": "educational" } }`. */
  words: z.partialRecord(z.enum(importFields), z.record(wordSchema, wordSchema)).default({}),
  dates: z.enum(['year-month-day', 'day.month.year', 'month/day/year']).default('year-month-day'),
  /** `theirs`: company, license and reseller are the source's own numbers, and our ids are made from them, each time the same. */
  ids: z.enum(['ours', 'theirs']).default('ours'),
})
export type ColumnMap = z.infer<typeof columnMapSchema>
export const sourceSchema = codeSchema

export type RowReader = (cells: readonly string[]) => ReadLine

/** @returns how each row is read, or what is wrong with the head */
export function rowReader(
  map: ColumnMap,
  source: string,
  head: readonly string[],
): RowReader | { faults: ReadLine['faults'] } {
  const names = head.map((name) => name.trim())
  const columnOf = (field: ImportField) => map.columns[field] ?? field
  const missing = importFields.flatMap((field) => {
    const column = columnOf(field)
    if (typeof column !== 'string' || names.includes(column)) return []
    return required.includes(field) || field in map.columns ? [{ place: column, reason: 'is missing' }] : []
  })
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  const faults = [...missing, ...twice.map((name) => ({ place: name, reason: 'stands there twice' }))]
  if (faults.length > 0) return { faults }
  const places = new Map(
    importFields.map((field) => {
      const column = columnOf(field)
      return [field, typeof column === 'string' ? names.indexOf(column) : column] as const
    }),
  )
  return (cells) => {
    if (cells.length !== names.length)
      return {
        records: [],
        faults: [{ place: '', reason: `has ${cells.length} cells, and the head has ${names.length}` }],
      }
    const wordOf = (field: ImportField): string => {
      const place = places.get(field) ?? -1
      const word = typeof place === 'number' ? (cells[place]?.trim() ?? '') : place.value
      const words = map.words[field]
      return words !== undefined && Object.hasOwn(words, word) ? (words[word] ?? word) : word
    }
    return readRow({
      map,
      source,
      wordOf,
      nameOf: (field) => (typeof places.get(field) === 'number' ? String(columnOf(field)) : field),
    })
  }
}

interface Row {
  readonly map: ColumnMap
  readonly source: string
  readonly wordOf: (field: ImportField) => string
  readonly nameOf: (field: ImportField) => string
}

function readRow({ map, source, wordOf, nameOf }: Row): ReadLine {
  const id = (kind: IdKind, field: ImportField) => {
    const word = wordOf(field)
    return map.ids === 'ours' || word === '' ? word : theirId(kind, source, word)
  }
  const day = (field: ImportField) => (wordOf(field) === '' ? null : dayOf(wordOf(field), map.dates))
  const company = id('company', 'company')
  const reseller = id('reseller', 'reseller') || null
  const dongle = wordOf('dongle') || null
  const until = day('until')
  const said = (fields: Record<string, ImportField>) => (path: string) => nameOf(fields[path] ?? (path as ImportField))
  const values: { value: object; nameOf?: (field: string) => string }[] = [
    {
      value: {
        record: 'contract',
        number: wordOf('contract'),
        company,
        kind: wordOf('kind'),
        registered: isYes(wordOf('registered')),
        resellerConfirmed: isYes(wordOf('reseller_confirmed')),
        reseller,
        endedOn: day('ended_on'),
      },
      nameOf: said({ number: 'contract', endedOn: 'ended_on' }),
    },
    {
      value: {
        record: 'license',
        id: id('license', 'license'),
        company,
        contract: wordOf('contract'),
        product: wordOf('product'),
        generation: wordOf('generation'),
        quantity: /^\d{1,9}$/.test(wordOf('quantity')) ? Number(wordOf('quantity')) : wordOf('quantity'),
        term: until === null ? { kind: 'perpetual' } : { kind: 'until', until },
        dongle,
        priceReference: wordOf('price_reference'),
        renewalReference: wordOf('renewal_reference'),
        users: wordOf('users')
          .split(/[\s;,]+/)
          .filter((user) => user !== ''),
      },
      nameOf: said({
        id: 'license',
        term: 'until',
        priceReference: 'price_reference',
        renewalReference: 'renewal_reference',
      }),
    },
  ]
  if (wordOf('company_name') !== '')
    values.push({
      value: { record: 'company', id: company, name: wordOf('company_name') },
      nameOf: said({ id: 'company', name: 'company_name' }),
    })
  if (reseller !== null && wordOf('reseller_name') !== '')
    values.push({
      value: {
        record: 'reseller',
        id: reseller,
        name: wordOf('reseller_name'),
        email: wordOf('reseller_email'),
        phone: wordOf('reseller_phone'),
      },
      nameOf: said({ id: 'reseller', name: 'reseller_name', email: 'reseller_email', phone: 'reseller_phone' }),
    })
  return readRecords(values)
}

/** An id that is the same for the same number of the same source: a UUIDv8 (RFC 9562, section 5.8) of its hash. */
export function theirId<Kind extends IdKind>(kind: Kind, source: string, number: string): Id<Kind> {
  return idOfBytes(kind, sha256(utf8(`${kind}\n${source}\n${number}`)).slice(0, 16))
}

function dayOf(word: string, dates: ColumnMap['dates']): string {
  const pattern = {
    'year-month-day': undefined,
    'day.month.year': /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/,
    'month/day/year': /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/,
  }[dates]
  const found = pattern?.exec(word)
  if (!found) return word
  const [, first = '', second = '', year] = found
  const [month, day] = dates === 'day.month.year' ? [second, first] : [first, second]
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

const isYes = (word: string): boolean => ['yes', 'true', '1'].includes(word.toLowerCase())
