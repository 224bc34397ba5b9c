import { type CompanyId, idSchema, type TransferId, type UserId } from '@undongle/core/id'
import { z } from 'zod'
import type { SqlRow } from './store.ts'
import { StoreError } from './store-error.ts'

/** What JSON text can hold; the journal keeps it, and whoever wrote it parses it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined }

/** What the user confirmed, as it was shown. */
export interface ConfirmedPlan {
  readonly plan: Json
  readonly planHash: string
}

/** Everything known of a transfer before the cloud or the dongle has heard of it. */
export interface Intent extends ConfirmedPlan {
  readonly id: TransferId
  readonly line: string
  readonly company: CompanyId
  readonly user: UserId
  readonly dongle: { readonly key: string; readonly label: string }
}

/** The cloud's order, and the certificates of what this dongle had given before: a later cancel needs them. */
export interface OrderAnswer {
  readonly order: string
  readonly certificates: readonly string[]
}

/** What an ended transfer had collected on its way; all of it may be missing when another machine did the work. */
export interface Evidence {
  readonly order?: OrderAnswer
  readonly receipt?: Uint8Array
}

/** How far a transfer has come, by PROTOCOL.md: what this machine can prove, not what it hopes. */
export type TransferProgress =
  | { readonly state: 'intended' }
  /** Class B: the cloud gives no new permits, and waits for those that are out. This machine goes on using its own. */
  | { readonly state: 'draining'; readonly drain: Json }
  /** Class B: every permit up to this number is deleted here, and the cloud is to be told. */
  | { readonly state: 'giving-back'; readonly number: number }
  | { readonly state: 'ordered'; readonly order: OrderAnswer }
  | { readonly state: 'retired'; readonly order: OrderAnswer; readonly receipt: Uint8Array }
  /** The person wishes to cancel. `proof` is the state in which the dongle signed it; null until it has. */
  | { readonly state: 'cancelling'; readonly order: OrderAnswer | undefined; readonly proof: Json }
  | { readonly state: 'moved'; readonly certificate: string; readonly evidence: Evidence }
  | { readonly state: 'refused'; readonly refusal: Json; readonly evidence: Evidence }
  | { readonly state: 'cancelled'; readonly evidence: Evidence }
export type TransferState = TransferProgress['state']

/** A row of the journal. */
export type JournaledTransfer = Intent &
  TransferProgress & {
    readonly attempts: number
    /** The code of the last failure, until an attempt succeeds. */
    readonly lastError?: string
    readonly createdAt: Date
    readonly updatedAt: Date
    /** When the user last confirmed the plan; asked again after 15 min (K4). */
    readonly confirmedAt: Date
  }

const moment = z.number().transform((ms) => new Date(ms))
const jsonText = z.string().transform((text, context): Json => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue('is not JSON')
    return z.NEVER
  }
})

const rowSchema = z.object({
  id: idSchema('transfer'),
  line: z.string(),
  company: idSchema('company'),
  target_user: idSchema('user'),
  dongle_key: z.string(),
  dongle_label: z.string(),
  plan_hash: z.string(),
  plan: jsonText,
  state: z.enum([
    'intended',
    'ordered',
    'retired',
    'draining',
    'giving-back',
    'cancelling',
    'moved',
    'refused',
    'cancelled',
  ]),
  order_jws: z.string().nullable(),
  order_certificates: jsonText.pipe(z.array(z.string())).nullable(),
  receipt: z.instanceof(Uint8Array).nullable(),
  certificate_jws: z.string().nullable(),
  refusal: jsonText.nullable(),
  drain: jsonText.nullable(),
  last_number: z.number().nullable(),
  cancel_proof: jsonText.nullable(),
  attempts: z.number(),
  last_error: z.string().nullable(),
  created_at: moment,
  updated_at: moment,
  confirmed_at: moment,
})
type ParsedRow = z.infer<typeof rowSchema>

/** @throws StoreError `journal-damaged` when the row is none that this program could have written */
export function transferOf(row: SqlRow): JournaledTransfer {
  const parsed = rowSchema.safeParse(row)
  const progress = parsed.success ? progressOf(parsed.data) : undefined
  if (!parsed.success || !progress) {
    throw new StoreError('journal-damaged', `transfer ${row.id}: ${parsed.error ?? 'its columns contradict its state'}`)
  }
  const { data } = parsed
  return {
    id: data.id,
    line: data.line,
    company: data.company,
    user: data.target_user,
    dongle: { key: data.dongle_key, label: data.dongle_label },
    plan: data.plan,
    planHash: data.plan_hash,
    attempts: data.attempts,
    ...(data.last_error !== null && { lastError: data.last_error }),
    createdAt: data.created_at,
    updatedAt: data.updated_at,
    confirmedAt: data.confirmed_at,
    ...progress,
  }
}

function progressOf(row: ParsedRow): TransferProgress | undefined {
  const evidence = evidenceOf(row)
  const { order, receipt } = evidence
  switch (row.state) {
    case 'intended':
      return { state: 'intended' }
    case 'ordered':
      return order && { state: 'ordered', order }
    case 'retired':
      return order && receipt && { state: 'retired', order, receipt }
    case 'draining':
      return row.drain === null ? undefined : { state: 'draining', drain: row.drain }
    case 'giving-back':
      return row.last_number === null ? undefined : { state: 'giving-back', number: row.last_number }
    case 'cancelling':
      return { state: 'cancelling', order, proof: row.cancel_proof }
    case 'moved':
      return row.certificate_jws === null ? undefined : { state: 'moved', certificate: row.certificate_jws, evidence }
    case 'refused':
      return row.refusal === null ? undefined : { state: 'refused', refusal: row.refusal, evidence }
    case 'cancelled':
      return { state: 'cancelled', evidence }
  }
}

function evidenceOf(row: ParsedRow): Evidence {
  return {
    ...(row.order_jws !== null &&
      row.order_certificates !== null && { order: { order: row.order_jws, certificates: row.order_certificates } }),
    ...(row.receipt !== null && { receipt: row.receipt }),
  }
}
