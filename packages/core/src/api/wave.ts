import { z } from 'zod'
import { idSchema } from '../id.ts'
import { codeSchema, nameSchema, serialSchema } from '../license.ts'
import { momentSchema } from '../time.ts'
import { cohortSchema } from '../wave/cohort.ts'
import { releaseScheduleSchema } from '../wave/schedule.ts'
import type { Operation } from './operation.ts'

const noteSchema = z.string().max(500)

/** Everything that can happen to a wave. */
export const waveActs = [
  'imported',
  'planned',
  'changed',
  'listed',
  'released',
  'nominated',
  'paused',
  'paused-by-limit',
  'resumed',
] as const

/** A wave as the vendor plans it. */
export const wavePlanSchema = z.strictObject({
  line: codeSchema,
  name: nameSchema,
  cohort: cohortSchema,
  /** Null while there is no date yet. */
  opensAt: z.union([z.null(), momentSchema]),
  /** Only who is released, some at a time, may move; else the whole cohort at once. */
  stepByStep: z.boolean().default(false),
  /** Pauses by itself when more than this many of a hundred of its last transfers fail. */
  pauseAt: z
    .union([z.null(), z.strictObject({ failuresPercent: z.int().min(0).max(99), over: z.int().min(5).max(1000) })])
    .default(null),
  /** How many companies each reseller may bring into it. */
  nominations: z.int().min(0).max(10_000).default(0),
})
export type WavePlan = z.output<typeof wavePlanSchema>

export const waveSchema = wavePlanSchema.extend({
  id: idSchema('wave'),
  pausedAt: z.union([z.null(), momentSchema]),
})

export const waveChangeSchema = z.strictObject({
  number: z.int(),
  act: z.enum(waveActs),
  note: noteSchema,
  /** A person, or `import`, `operator-token`, `limit`. */
  by: z.string().max(64),
  at: momentSchema,
})

/** Dongles of one line, from the vendor's records into the cloud. */
const funnelRowSchema = z.strictObject({
  /** A line, a reseller, a wave, or a day in UTC; null is none. */
  key: z.union([z.null(), z.string()]),
  /** A contract puts licenses of the line on it. Null by day: they are known on every day. */
  known: z.union([z.null(), z.int()]),
  /** Of these, those that could move something today if their wave were open. */
  eligible: z.union([z.null(), z.int()]),
  /** Released or nominated: their company was told. */
  invited: z.int(),
  moved: z.int(),
  /** The newest attempt brought nothing into the cloud. */
  failed: z.int(),
})
export type FunnelRow = z.infer<typeof funnelRowSchema>

export const funnelBy = ['line', 'reseller', 'wave', 'day'] as const

const waveParameter = z.strictObject({ wave: idSchema('wave') })
const noted = z.strictObject({ note: z.string().min(1).max(500) })
const answer = z.strictObject({ wave: waveSchema })
const vendorProblems = ['not-signed-in', 'not-allowed', 'request-invalid', 'not-found'] as const

/** The vendor's roll-out: who may move when [Q08–Q10, Q95]. */
export const waveApi = {
  'wave.list': {
    method: 'get',
    path: '/v1/waves',
    summary: 'The waves of a line, or of all lines; a reseller finds those it may bring customers into',
    query: z.strictObject({ line: codeSchema.optional() }),
    answer: z.strictObject({ waves: z.array(waveSchema) }),
    problems: ['not-signed-in', 'not-allowed'],
  },
  'wave.put': {
    method: 'put',
    path: '/v1/waves/{wave}',
    summary: 'Plan a wave, or change one; a line that has a wave is open only for those whom one lets in',
    parameters: waveParameter,
    body: z.strictObject({ plan: wavePlanSchema, note: noteSchema.default('') }),
    answer,
    problems: [...vendorProblems, 'wave-name-taken', 'waves-too-many'],
  },
  'wave.list-members': {
    method: 'post',
    path: '/v1/waves/{wave}/members',
    summary: 'Put dongles, by serial, and whole companies on the list of a wave',
    parameters: waveParameter,
    body: z.strictObject({
      serials: z.array(serialSchema).max(10_000).default([]),
      companies: z.array(idSchema('company')).max(10_000).default([]),
      note: noteSchema.default(''),
    }),
    bodySizeBytes: 2 * 1024 * 1024,
    answer: z.strictObject({ added: z.int() }),
    problems: vendorProblems,
  },
  'wave.release': {
    method: 'post',
    path: '/v1/waves/{wave}/releases',
    summary:
      'Let the next dongles of the cohort in, at once or by a schedule, and invite their companies, in the name of their reseller',
    parameters: waveParameter,
    body: z.strictObject({
      count: z.int().min(1).max(10_000),
      /** Null is at once. The same schedule again goes on behind the last dongle that has its turn by it. */
      schedule: z.union([z.null(), releaseScheduleSchema]).default(null),
      note: noteSchema.default(''),
    }),
    answer: z.strictObject({
      released: z.array(serialSchema),
      /** When the turn of the last of them comes; null when nobody was released. */
      lastTurnAt: z.union([z.null(), momentSchema]),
    }),
    problems: [...vendorProblems, 'wave-paused'],
  },
  'wave.pause': {
    method: 'post',
    path: '/v1/waves/{wave}/pause',
    summary: 'Stop a wave: nobody begins a transfer by it, those under way go on',
    parameters: waveParameter,
    body: noted,
    answer,
    problems: vendorProblems,
  },
  'wave.resume': {
    method: 'post',
    path: '/v1/waves/{wave}/resumption',
    summary: 'Let a paused wave go on; failures until now are forgotten',
    parameters: waveParameter,
    body: noted,
    answer,
    problems: vendorProblems,
  },
  'wave.changes': {
    method: 'get',
    path: '/v1/waves/{wave}/changes',
    summary: 'Who did what to a wave, and why, newest first',
    parameters: waveParameter,
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      before: z.coerce.number().int().min(1).optional(),
    }),
    answer: z.strictObject({ changes: z.array(waveChangeSchema), next: z.union([z.null(), z.int()]) }),
    problems: vendorProblems,
  },
  'wave.nominate': {
    method: 'post',
    path: '/v1/waves/{wave}/nominations',
    summary: 'A reseller brings one of its customers into a wave: its dongles are released and it is invited',
    parameters: waveParameter,
    query: z.strictObject({ company: idSchema('company').optional() }),
    body: z.strictObject({ note: noteSchema.default('') }),
    answer: z.strictObject({ released: z.array(serialSchema), left: z.int() }),
    problems: [...vendorProblems, 'company-not-chosen', 'wave-paused', 'nominations-used-up', 'reseller-needed'],
  },
  'funnel.read': {
    method: 'get',
    path: '/v1/lines/{line}/funnel',
    summary: 'How far the roll-out of a line is: known, eligible, invited, moved and failed dongles',
    parameters: z.strictObject({ line: codeSchema }),
    query: z.strictObject({ by: z.enum(funnelBy).default('line') }),
    answer: z.strictObject({ rows: z.array(funnelRowSchema) }),
    problems: vendorProblems,
  },
} as const satisfies Record<string, Operation>
