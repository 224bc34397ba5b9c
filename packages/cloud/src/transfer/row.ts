import type { CanonicalValue } from '@undongle/core/canonical'
import {
  drainCertificateSchema,
  gradeSchema,
  type PossessionProof,
  possessionProofs,
} from '@undongle/core/document/certificate'
import { orderSchema } from '@undongle/core/document/order'
import { attestationSchema } from '@undongle/core/dongle/attestation'
import { idSchema } from '@undongle/core/id'
import { publicKeySchema } from '@undongle/core/key'
import { transferPlanSchema } from '@undongle/core/transfer/plan'
import { resultNames } from '@undongle/core/transfer/result'
import { sql } from 'kysely'
import { z } from 'zod'
import type { DrainFacts, Transfer, TransferFacts } from './transfer.ts'

/** What `toTransfer` reads. */
export const transferColumns = sql.raw(
  `company_id, id, line, dongle_key, serial, public_key, grade, plan, plan_hash, contact, state, result, moved, kept,
   opened_at, opened_by, license_server_id, finished_at, order_kid, order_claims, receipt, certificate_id, document_kid,
   document_claims, joined, not_before, cancelable, possession, statement, wave_id`,
)

const factsColumns = {
  company_id: idSchema('company'),
  id: idSchema('transfer'),
  line: z.string(),
  dongle_key: z.string(),
  serial: z.string(),
  public_key: publicKeySchema.nullable(),
  grade: gradeSchema,
  plan: transferPlanSchema,
  plan_hash: z.string(),
  contact: z.string(),
  moved: z.int(),
  kept: z.int(),
  opened_at: z.date(),
  opened_by: idSchema('user').nullable(),
  license_server_id: idSchema('licenseServer').nullable(),
  wave_id: idSchema('wave').nullable(),
}
const json = z.string().transform((text): unknown => JSON.parse(text))
const orderColumns = { public_key: publicKeySchema, order_kid: z.string(), order_claims: json.pipe(orderSchema) }
const drainColumns = {
  joined: idSchema('transfer').nullable(),
  not_before: z.date().nullable(),
  cancelable: z.boolean(),
  possession: z.enum(Object.keys(possessionProofs) as [PossessionProof, ...PossessionProof[]]),
  statement: attestationSchema.nullable(),
}
const result = z.enum(resultNames)

const transferRow = z.discriminatedUnion('state', [
  z.object({ ...factsColumns, ...orderColumns, state: z.literal('ordered') }),
  z.object({
    ...factsColumns,
    ...orderColumns,
    state: z.literal('moved'),
    result,
    certificate_id: idSchema('certificate'),
    receipt: z.string(),
    finished_at: z.date(),
  }),
  z.object({
    ...factsColumns,
    state: z.literal('certified'),
    order_kid: z.string().nullable(),
    order_claims: json.pipe(orderSchema).nullable(),
    result,
    certificate_id: idSchema('certificate'),
    finished_at: z.date(),
  }),
  z.object({
    ...factsColumns,
    state: z.literal('answered'),
    result,
    certificate_id: idSchema('certificate').nullable(),
    document_kid: z.string().nullable(),
    document_claims: json.nullable(),
    finished_at: z.date(),
  }),
  z.object({
    ...factsColumns,
    ...drainColumns,
    state: z.literal('draining'),
    document_kid: z.string().nullable(),
    document_claims: json.pipe(drainCertificateSchema).nullable(),
  }),
  z.object({
    ...factsColumns,
    ...drainColumns,
    state: z.literal('drained'),
    result,
    certificate_id: idSchema('certificate'),
    finished_at: z.date(),
  }),
])

export function toTransfer(found: unknown): Transfer {
  const row = transferRow.parse(found)
  const facts = factsOf(row)
  switch (row.state) {
    case 'ordered':
      return {
        ...facts,
        state: 'ordered',
        key: row.public_key,
        order: { kid: row.order_kid, claims: row.order_claims },
      }
    case 'moved':
      return {
        ...facts,
        state: 'moved',
        key: row.public_key,
        order: { kid: row.order_kid, claims: row.order_claims },
        result: row.result,
        certificate: row.certificate_id,
        receipt: row.receipt,
        finishedAt: row.finished_at,
      }
    case 'certified':
      return {
        ...facts,
        state: 'certified',
        order:
          row.order_kid === null || row.order_claims === null
            ? undefined
            : { kid: row.order_kid, claims: row.order_claims },
        result: row.result,
        certificate: row.certificate_id,
        finishedAt: row.finished_at,
      }
    case 'answered':
      return {
        ...facts,
        state: 'answered',
        result: row.result,
        certificate: row.certificate_id ?? undefined,
        document:
          row.document_kid === null
            ? undefined
            : { kid: row.document_kid, claims: row.document_claims as CanonicalValue },
        finishedAt: row.finished_at,
      }
    case 'draining':
      return {
        ...facts,
        ...drainOf(row),
        state: 'draining',
        certified:
          row.document_kid === null || row.document_claims === null
            ? undefined
            : { kid: row.document_kid, claims: row.document_claims },
      }
    case 'drained':
      return {
        ...facts,
        ...drainOf(row),
        state: 'drained',
        result: row.result,
        certificate: row.certificate_id,
        finishedAt: row.finished_at,
      }
  }
}

const drainOf = (row: z.output<z.ZodObject<typeof drainColumns>>): DrainFacts => ({
  joined: row.joined ?? undefined,
  notBefore: row.not_before ?? undefined,
  cancelable: row.cancelable,
  possession: row.possession,
  statement: row.statement ?? undefined,
})

function factsOf(row: z.output<typeof transferRow>): TransferFacts {
  const by = row.opened_by
  const at = row.license_server_id
  return {
    id: row.id,
    company: row.company_id,
    line: row.line,
    dongle: row.dongle_key,
    serial: row.serial,
    key: row.public_key,
    grade: row.grade,
    plan: row.plan,
    planHash: row.plan_hash,
    contact: row.contact,
    moved: row.moved,
    kept: row.kept,
    openedAt: row.opened_at,
    opened: by && at ? { by, at } : undefined,
    ...(row.wave_id === null ? {} : { wave: row.wave_id }),
  }
}
