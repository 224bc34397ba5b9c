import { utf8 } from '../encoding.ts'
import { sha256 } from '../hash.ts'
import { type Id, type IdKind, idOfBytes } from '../id.ts'
import type { ColumnMap, TableForm } from './column-map.ts'
import { type ReadLine, type RecordName, readRecords, type SaidRecord } from './record.ts'
import type { ImportField } from './table.ts'

/** A row of a table, by its fields. */
export interface Row {
  wordOf(field: ImportField): string
  /** What the table calls the field. */
  nameOf(field: ImportField): string
  /** Whether the table tells the field at all. */
  has(field: ImportField): boolean
  /** Of the company; undefined where the table has no column for any. */
  readonly attributes: Readonly<Record<string, string>> | undefined
}

/** What the last row said of the things that many rows repeat, by their names. */
export type SaidBefore = Map<string, string>

/** @param before of the same table; what a row says again word for word is not read again */
export function readRow(form: TableForm, row: Row, before: SaidBefore): ReadLine {
  switch (form.table) {
    case 'licenses':
      return readLicenseRow(form, row, before)
    case 'people':
      return readRecords([personOf(form, row)])
    case 'named-users':
      return readRecords([namedUserOf(form, row)])
  }
}

function readLicenseRow(form: TableForm, row: Row, before: SaidBefore): ReadLine {
  const beside = [contractOf(form, row), ...companyOf(form, row), ...resellerOf(form, row)].map((said) => ({
    said,
    name: said.value.record,
    text: JSON.stringify(said.value),
  }))
  const fresh = beside.filter(({ name, text }) => before.get(name) !== text)
  const read = readRecords([...fresh.map(({ said }) => said), licenseOf(form, row)])
  // Of a line with a fault nothing is taken: the next one says it all again.
  if (read.faults.length === 0) for (const { name, text } of fresh) before.set(name, text)
  return read
}

/** What stands beside a license in its row. */
interface SaidBeside extends SaidRecord {
  readonly value: { readonly record: RecordName; readonly [field: string]: unknown }
}

function contractOf(form: TableForm, row: Row): SaidBeside {
  const { wordOf } = row
  return {
    value: {
      record: 'contract',
      number: wordOf('contract'),
      company: id(form, row, 'company', 'company'),
      kind: wordOf('kind'),
      registered: isYes(wordOf('registered')),
      resellerConfirmed: isYes(wordOf('reseller_confirmed')),
      reseller: id(form, row, 'reseller', 'reseller') || null,
      endedOn: day(form, row, 'ended_on'),
    },
    nameOf: said(row, { number: 'contract', endedOn: 'ended_on' }),
  }
}

function licenseOf(form: TableForm, row: Row): SaidRecord {
  const { wordOf } = row
  const until = day(form, row, 'until')
  return {
    value: {
      record: 'license',
      id: id(form, row, 'license', 'license'),
      company: id(form, row, 'company', 'company'),
      contract: wordOf('contract'),
      product: wordOf('product'),
      generation: wordOf('generation'),
      quantity: /^\d{1,9}$/.test(wordOf('quantity')) ? Number(wordOf('quantity')) : wordOf('quantity'),
      term: until === null ? { kind: 'perpetual' } : { kind: 'until', until },
      dongle: wordOf('dongle') || null,
      priceReference: wordOf('price_reference'),
      renewalReference: wordOf('renewal_reference'),
      ...(row.has('users')
        ? {
            users: wordOf('users')
              .split(/[\s;,]+/)
              .filter((user) => user !== ''),
          }
        : {}),
    },
    nameOf: said(row, {
      id: 'license',
      term: 'until',
      priceReference: 'price_reference',
      renewalReference: 'renewal_reference',
    }),
  }
}

function companyOf(form: TableForm, row: Row): SaidBeside[] {
  const { wordOf, attributes } = row
  const name = wordOf('company_name')
  if (name === '' && Object.keys(attributes ?? {}).length === 0) return []
  const company = id(form, row, 'company', 'company')
  const told = attributes === undefined ? {} : { attributes }
  const value = { record: 'company', id: company, name, ...told } as const
  return [{ value, nameOf: said(row, { id: 'company', name: 'company_name' }) }]
}

function resellerOf(form: TableForm, row: Row): SaidBeside[] {
  const { wordOf } = row
  const reseller = id(form, row, 'reseller', 'reseller')
  if (reseller === '' || wordOf('reseller_name') === '') return []
  const [name, email, phone] = [wordOf('reseller_name'), wordOf('reseller_email'), wordOf('reseller_phone')]
  const value = { record: 'reseller', id: reseller, name, email, phone } as const
  const names = { id: 'reseller', name: 'reseller_name', email: 'reseller_email', phone: 'reseller_phone' } as const
  return [{ value, nameOf: said(row, names) }]
}

function personOf(form: TableForm, row: Row): SaidRecord {
  const { wordOf } = row
  const company = id(form, row, 'company', 'company')
  const value = { record: 'person', company, email: wordOf('email'), name: wordOf('name'), role: wordOf('role') }
  return { value, nameOf: said(row, {}) }
}

function namedUserOf(form: TableForm, row: Row): SaidRecord {
  const company = id(form, row, 'company', 'company')
  const license = id(form, row, 'license', 'license')
  const value = { record: 'named-user', company, license, user: row.wordOf('user') || null }
  return { value, nameOf: said(row, {}) }
}

/** What the table calls a field of a record. */
const said = (row: Row, fields: Readonly<Record<string, ImportField>>) => (path: string) =>
  row.nameOf(fields[path] ?? (path as ImportField))

function id({ map, source }: TableForm, row: Row, kind: IdKind, field: ImportField): string {
  const word = row.wordOf(field)
  return map.ids === 'ours' || word === '' ? word : theirId(kind, source, word)
}

/** An id that is the same for the same number of the same source: a UUIDv8 (RFC 9562, section 5.8) of its hash. */
export function theirId<Kind extends IdKind>(kind: Kind, source: string, number: string): Id<Kind> {
  return idOfBytes(kind, sha256(utf8(`${kind}\n${source}\n${number}`)).slice(0, 16))
}

function day({ map }: TableForm, row: Row, field: ImportField): string | null {
  const word = row.wordOf(field)
  return word === '' ? null : dayOf(word, map.dates)
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
