import { z } from 'zod'
import { codeSchema } from '../license.ts'
import type { ReadLine } from './record.ts'
import { type Row, readRow, type SaidBefore } from './row.ts'
import { type ImportField, type ImportTable, importFields, tableFields } from './table.ts'

const wordSchema = z.string().max(200)

/** How the columns of one source are read: data, kept by the cloud under the source's name. */
export const columnMapSchema = z.strictObject({
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  /** Field to column; `{ value }` is the same in every row. What is not named is read from the column of the field's own name. */
  columns: z
    .partialRecord(z.enum(importFields), z.union([wordSchema.min(1), z.strictObject({ value: wordSchema })]))
    .default({}),
  /** Attribute of a company, such as `country`, to column. A column named `company.country` is read without being named. */
  attributes: z.record(codeSchema, wordSchema.min(1)).default({}),
  /** What this source's words mean: `{ "kind": { "Schule": "educational" } }`. */
  words: z.partialRecord(z.enum(importFields), z.record(wordSchema, wordSchema)).default({}),
  dates: z.enum(['year-month-day', 'day.month.year', 'month/day/year']).default('year-month-day'),
  /** `theirs`: company, license and reseller are the source's own numbers, and our ids are made from them, each time the same. */
  ids: z.enum(['ours', 'theirs']).default('ours'),
})
export type ColumnMap = z.infer<typeof columnMapSchema>
export const sourceSchema = codeSchema

export type RowReader = (cells: readonly string[]) => ReadLine

/** Whose table it is: the source its numbers belong to, how its columns are read, and what a row of it is. */
export interface TableForm {
  readonly source: string
  readonly map: ColumnMap
  readonly table: ImportTable
}

/** @returns how each row is read, or what is wrong with the head */
export function rowReader(form: TableForm, head: readonly string[]): RowReader | { faults: ReadLine['faults'] } {
  const { map, table } = form
  const names = head.map((name) => name.trim())
  const { all, required } = tableFields[table]
  const columnOf = (field: ImportField) => map.columns[field] ?? field
  const missing = [
    ...all.flatMap((field) => {
      const column = columnOf(field)
      return typeof column === 'string' && (required.includes(field) || field in map.columns) ? [column] : []
    }),
    ...(table === 'licenses' ? Object.values(map.attributes) : []),
  ].filter((column) => !names.includes(column))
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  const faults = [
    ...missing.map((place) => ({ place, reason: 'is missing' })),
    ...twice.map((place) => ({ place, reason: 'stands there twice' })),
  ]
  if (faults.length > 0) return { faults }
  const places = new Map(
    all.map((field) => {
      const column = columnOf(field)
      return [field, typeof column === 'string' ? names.indexOf(column) : column] as const
    }),
  )
  const attributes = table === 'licenses' ? attributePlaces(map, names) : []
  const words = new Map(Object.entries(map.words).map(([field, of]) => [field, new Map(Object.entries(of))]))
  const nameOf = (field: ImportField) => (typeof places.get(field) === 'number' ? String(columnOf(field)) : field)
  const before: SaidBefore = new Map()
  return (cells) => {
    if (cells.length !== names.length)
      return {
        records: [],
        faults: [{ place: '', reason: `has ${cells.length} cells, and the head has ${names.length}` }],
      }
    const wordOf = (field: ImportField): string => {
      const place = places.get(field) ?? -1
      const word = typeof place === 'number' ? (cells[place]?.trim() ?? '') : place.value
      return words.get(field)?.get(word) ?? word
    }
    const told = attributes.flatMap(([name, place]) => {
      const word = cells[place]?.trim() ?? ''
      return word === '' ? [] : [[name, word] as const]
    })
    const row: Row = {
      wordOf,
      nameOf,
      has: (field) => places.get(field) !== -1,
      attributes: attributes.length === 0 ? undefined : Object.fromEntries(told),
    }
    return readRow(form, row, before)
  }
}

const attributePrefix = 'company.'

function attributePlaces({ attributes }: ColumnMap, names: readonly string[]): (readonly [string, number])[] {
  const own = names.flatMap((name, place) =>
    name.startsWith(attributePrefix) ? [[name.slice(attributePrefix.length), place] as const] : [],
  )
  return [...own, ...Object.entries(attributes).map(([name, column]) => [name, names.indexOf(column)] as const)]
}
