import { z } from 'zod'
import { emailSchema } from '../api/sign-in.ts'
import {
  companySchema,
  contractLicenseSchema,
  contractNumberSchema,
  contractSchema,
  dongleSchema,
  importedResellerSchema,
  personSchema,
  resellerPersonSchema,
} from '../contract/contract-file.ts'
import { type CompanyId, idSchema } from '../id.ts'

/** One thing an import says: a line of newline-delimited JSON, a part of a row of a table, or a part of a contract file. */
export const importRecordSchema = z.discriminatedUnion('record', [
  importedResellerSchema.extend({ record: z.literal('reseller') }),
  resellerPersonSchema.extend({ record: z.literal('reseller-person'), reseller: idSchema('reseller') }),
  companySchema.extend({ record: z.literal('company') }),
  contractSchema.omit({ licenses: true }).extend({ record: z.literal('contract') }),
  contractLicenseSchema.extend({
    record: z.literal('license'),
    company: idSchema('company'),
    contract: contractNumberSchema,
  }),
  dongleSchema.extend({ record: z.literal('dongle') }),
  personSchema.extend({ record: z.literal('person'), company: idSchema('company') }),
  z.strictObject({
    record: z.literal('named-user'),
    company: idSchema('company'),
    license: idSchema('license'),
    /** All rows of a license together are its named users; null alone says that it has none. */
    user: z.union([z.null(), emailSchema]),
  }),
])
export type ImportRecord = z.infer<typeof importRecordSchema>
export type RecordName = ImportRecord['record']

/** A record, and where it stands in the import. */
export interface PlacedRecord {
  readonly at: string
  readonly record: ImportRecord
}

/** What makes a record the same as another one of its kind. */
export function keyOf(record: ImportRecord): string {
  switch (record.record) {
    case 'reseller':
    case 'company':
    case 'license':
      return record.id
    case 'contract':
      return `${record.company} ${record.number}`
    case 'dongle':
      return record.serial
    case 'person':
      return `${record.company} ${record.email}`
    case 'reseller-person':
      return record.email
    case 'named-user':
      return `${record.license} ${record.user ?? ''}`
  }
}

/** Why a record that says something else of the same thing is not taken. @param first where the other one stands */
export const conflictWords = (first: string, key: string): string => `says otherwise than ${first} of ${key}`

/** The company a record is about; undefined for what belongs to none. */
export function companyOf(record: ImportRecord): CompanyId | undefined {
  switch (record.record) {
    case 'reseller':
    case 'reseller-person':
      return undefined
    case 'company':
      return record.id
    case 'contract':
    case 'license':
    case 'person':
    case 'named-user':
      return record.company
    case 'dongle':
      return record.company ?? undefined
  }
}

export interface ImportFault {
  /** The column or field; empty for the whole line. */
  readonly place: string
  readonly reason: string
}

export type ReadLine = { readonly records: readonly ImportRecord[]; readonly faults: readonly ImportFault[] }

/** What is to be parsed as a record; `nameOf` tells a field's name in the import. */
export interface SaidRecord {
  readonly value: unknown
  readonly nameOf?: (field: string) => string
}

/** Parses what one line says; every wrong place of it is named, and then nothing of it is taken. */
export function readRecords(said: readonly SaidRecord[]): ReadLine {
  const records: ImportRecord[] = []
  const faults: ImportFault[] = []
  for (const { value, nameOf = (field: string) => field } of said) {
    const parsed = importRecordSchema.safeParse(value)
    if (parsed.success) records.push(parsed.data)
    else
      faults.push(
        ...parsed.error.issues.map(({ path, message }) => ({ place: nameOf(String(path[0] ?? '')), reason: message })),
      )
  }
  return faults.length > 0 ? { records: [], faults } : { records, faults }
}

/** Reads a line of newline-delimited JSON. */
export function readJsonLine(text: string): ReadLine {
  try {
    return readRecords([{ value: JSON.parse(text) }])
  } catch {
    return { records: [], faults: [{ place: '', reason: 'is not JSON' }] }
  }
}
