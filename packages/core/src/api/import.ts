import { z } from 'zod'
import { refusals } from '../contract/refusal.ts'
import { idSchema } from '../id.ts'
import { columnMapSchema, sourceSchema } from '../import/column-map.ts'
import { importTables } from '../import/table.ts'
import type { Operation } from './operation.ts'
import { nextSchema } from './parts.ts'

const importParameter = z.strictObject({ import: idSchema('import') })

/** Licenses; what waits and what is refused may be something else as well. */
const countsSchema = z.strictObject({
  companies: z.int(),
  added: z.int(),
  changed: z.int(),
  ended: z.int(),
  waiting: z.int(),
  unchanged: z.int(),
  refused: z.int(),
})
export type ImportCounts = z.infer<typeof countsSchema>

/** `received` can be compared and applied; `applying` is asked to go on until it is `applied`. */
export const importStates = ['receiving', 'received', 'applying', 'applied'] as const

const importFaultSchema = z.strictObject({ line: z.int(), place: z.string(), reason: z.string() })
export const importProgressSchema = z.strictObject({
  import: idSchema('import'),
  state: z.enum(importStates),
  /** Lines of the file that are on disk here. */
  lines: z.int(),
  records: z.int(),
  /** Places that could not be read; the first hundred are named. */
  faults: z.int(),
  firstFaults: z.array(importFaultSchema),
  /** What was taken over so far. */
  counts: countsSchema,
})
export type ImportProgress = z.infer<typeof importProgressSchema>

const changeSchema = z.strictObject({
  /** Null for what belongs to none. */
  company: z.union([z.null(), idSchema('company')]),
  what: z.enum(['company', 'contract', 'license', 'dongle', 'person']),
  /** Its id, number, serial or address. */
  id: z.string(),
  /** Where it stands in the import. */
  at: z.string(),
  change: z.enum(['added', 'changed', 'ended', 'waits', 'refused']),
  /** What differs, from and to. */
  fields: z.array(z.strictObject({ field: z.string(), from: z.string(), to: z.string() })),
  /** Until when it waits. */
  until: z.union([z.null(), z.iso.datetime()]),
  refusal: z.union([z.null(), z.enum(Object.keys(refusals) as [string, ...string[]])]),
})
export type ImportChange = z.infer<typeof changeSchema>

/** Imports of any size from the vendor's ERP. */
export const importApi = {
  'import.put': {
    method: 'put',
    path: '/v1/imports/{import}',
    summary:
      'Receive what the ERP says: a table or newline-delimited JSON, of any length. One that was broken off goes on with the same file; nothing is taken over yet',
    parameters: importParameter,
    query: z.strictObject({
      source: sourceSchema.optional(),
      /** What a row of a table is. */
      table: z.enum(importTables).default('licenses'),
    }),
    streamTypes: ['text/csv', 'application/x-ndjson'],
    answer: importProgressSchema,
    problems: ['not-signed-in', 'not-allowed', 'request-invalid', 'import-differs', 'import-source-unknown'],
  },
  'import.read': {
    method: 'get',
    path: '/v1/imports/{import}',
    summary: 'How far an import is',
    parameters: importParameter,
    answer: importProgressSchema,
    problems: ['not-signed-in', 'not-allowed', 'import-unknown'],
  },
  'import.compare': {
    method: 'get',
    path: '/v1/imports/{import}/difference',
    summary: 'What an import would change, some companies at a time: the dry run',
    parameters: importParameter,
    query: z.strictObject({
      after: z.string().max(64).optional(),
      companies: z.coerce.number().int().min(1).max(500).default(100),
    }),
    answer: z.strictObject({ counts: countsSchema, changes: z.array(changeSchema), next: nextSchema }),
    problems: ['not-signed-in', 'not-allowed', 'import-unknown', 'import-not-received'],
  },
  'import.apply': {
    method: 'post',
    path: '/v1/imports/{import}/apply',
    summary: 'Take over some companies more, each in a transaction of its own; asked again until it is `applied`',
    parameters: importParameter,
    body: z.strictObject({
      /** Whether an import goes on with the lines that could be read. */
      faults: z.enum(['refuse', 'skip']).default('refuse'),
      companies: z.int().min(1).max(2000).default(500),
    }),
    answer: importProgressSchema.extend({
      /** For each person without a password yet, a one-time link that sets it. */
      setUpLinks: z.array(z.strictObject({ email: z.string(), link: z.string() })),
    }),
    problems: [
      'not-signed-in',
      'not-allowed',
      'import-unknown',
      'import-not-received',
      'import-has-faults',
      'company-frozen',
    ],
  },
  'import-source.put': {
    method: 'put',
    path: '/v1/import-sources/{source}',
    summary: 'Keep how the columns of a source are read',
    parameters: z.strictObject({ source: sourceSchema }),
    body: columnMapSchema,
    answer: columnMapSchema,
    problems: ['not-signed-in', 'not-allowed', 'request-invalid'],
  },
} as const satisfies Record<string, Operation>
