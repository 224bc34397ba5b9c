import { z } from 'zod'
import {
  contractLicenseSchema,
  contractNumberSchema,
  contractSchema,
  dongleSchema,
  personSchema,
} from '../contract/contract-file.ts'
import { type CompanyId, idSchema } from '../id.ts'
import { nameSchema } from '../license.ts'
import { resellerSchema } from '../reseller.ts'

/** One thing an import says: a line of newline-delimited JSON, or a part of a row of a table. */
export const importRecordSchema = z.discriminatedUnion('record', [
  resellerSchema.extend({ record: z.literal('reseller'), phone: resellerSchema.shape.phone.default('') }),
  z.strictObject({ record: z.literal('company'), id: idSchema('company'), name: nameSchema }),
  contractSchema.omit({ licenses: true }).extend({ record: z.literal('contract') }),
  contractLicenseSchema.extend({
    record: z.literal('license'),
    company: idSchema('company'),
    contract: contractNumberSchema,
  }),
  dongleSchema.extend({ record: z.literal('dongle') }),
  personSchema.extend({ record: z.literal('person'), company: idSchema('company') }),
])
export type ImportRecord = z.infer<typeof importRecordSchema>

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
  }
}

/** The company a record is about; undefined for what belongs to none. */
export function companyOf(record: ImportRecord): CompanyId | undefined {
  switch (record.record) {
    case 'reseller':
      return undefined
    case 'company':
      return record.id
    case 'contract':
    case 'license':
    case 'person':
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

/** Parses what one line says; every wrong place of it is named, and then nothing of it is taken. */
export function readRecords(values: readonly { value: unknown; nameOf?: (field: string) => string }[]): ReadLine {
  const records: ImportRecord[] = []
  const faults: ImportFault[] = []
  for (const { value, nameOf = (field: string) => field } of values) {
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
