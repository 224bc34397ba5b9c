import { type CanonicalValue, canonicalJson } from '@undongle/core/canonical'
import { gradeSchema } from '@undongle/core/document/certificate'
import { type Order, orderSchema } from '@undongle/core/document/order'
import {
  type CertificateId,
  type CompanyId,
  idSchema,
  type LicenseServerId,
  type TransferId,
  type UserId,
} from '@undongle/core/id'
import { type PublicKey, publicKeySchema } from '@undongle/core/key'
import { type TransferPlan, transferPlanSchema } from '@undongle/core/transfer/plan'
import { type ResultName, resultNames } from '@undongle/core/transfer/result'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'

/** Claims and the key that signs them: the document, before and after it was signed. */
export interface Unsigned<Claims = CanonicalValue> {
  readonly kid: string
  readonly claims: Claims
}

/** A transfer as the cloud keeps it. */
export type Transfer = TransferFacts &
  (
    | { readonly state: 'ordered'; readonly order: Unsigned<Order> }
    | {
        readonly state: 'moved'
        readonly order: Unsigned<Order>
        readonly result: ResultName
        readonly certificate: CertificateId
        readonly receipt: string
        readonly finishedAt: Date
      }
    | {
        readonly state: 'answered'
        readonly result: ResultName
        readonly certificate: CertificateId | undefined
        readonly document: Unsigned | undefined
        readonly finishedAt: Date
      }
  )

export interface TransferFacts {
  readonly id: TransferId
  readonly company: CompanyId
  readonly line: string
  readonly dongle: string
  readonly serial: string
  readonly key: PublicKey
  readonly grade: z.output<typeof gradeSchema>
  readonly plan: TransferPlan
  readonly planHash: string
  readonly contact: string
  readonly moved: number
  readonly kept: number
  readonly openedAt: Date
  /** Who asked; nobody where the transfer was learned again from its receipt. */
  readonly opened: { readonly by: UserId; readonly at: LicenseServerId } | undefined
}

export async function findTransfer(tx: Tx | Db, company: CompanyId, id: TransferId): Promise<Transfer | undefined> {
  const { rows } = await sql`
    select ${transferColumns} from transfer where company_id = ${company} and id = ${id}`.execute(tx)
  return rows.length === 0 ? undefined : toTransfer(rows[0])
}

/** The certificate of the newest finished transfer of this dongle's line. */
export async function findLineCertificate(
  tx: Tx,
  company: CompanyId,
  dongle: { dongle: string; line: string },
): Promise<CertificateId | undefined> {
  const { rows } = await sql`
    select certificate_id from transfer
    where company_id = ${company} and dongle_key = ${dongle.dongle} and line = ${dongle.line} and state = 'moved'
    order by finished_at desc, id desc limit 1`.execute(tx)
  return rows.length === 0
    ? undefined
    : z.object({ certificate_id: idSchema('certificate') }).parse(rows[0]).certificate_id
}

export async function insertTransfer(tx: Tx, transfer: Transfer): Promise<void> {
  const finished = transfer.state === 'ordered' ? undefined : transfer
  const order = transfer.state === 'answered' ? undefined : transfer.order
  const document = transfer.state === 'answered' ? transfer.document : undefined
  await sql`
    insert into transfer (company_id, id, line, dongle_key, serial, public_key, grade, plan, plan_hash, contact, state,
      result, moved, kept, opened_at, opened_by, license_server_id, finished_at, order_kid, order_claims, receipt,
      certificate_id, document_kid, document_claims)
    values (${transfer.company}, ${transfer.id}, ${transfer.line}, ${transfer.dongle}, ${transfer.serial},
      ${JSON.stringify(transfer.key)}, ${JSON.stringify(transfer.grade)}, ${JSON.stringify(transfer.plan)},
      ${transfer.planHash}, ${transfer.contact}, ${transfer.state}, ${finished?.result ?? null}, ${transfer.moved},
      ${transfer.kept}, ${transfer.openedAt}, ${transfer.opened?.by ?? null}, ${transfer.opened?.at ?? null},
      ${finished?.finishedAt ?? null}, ${order?.kid ?? null}, ${order ? canonicalJson(order.claims) : null},
      ${transfer.state === 'moved' ? transfer.receipt : null}, ${finished?.certificate ?? null}, ${document?.kid ?? null},
      ${document ? canonicalJson(document.claims) : null})`.execute(tx)
}

/** ORDERED → MOVED. */
export async function finishTransfer(
  tx: Tx,
  transfer: { company: CompanyId; id: TransferId },
  done: { result: ResultName; certificate: CertificateId; receipt: string; at: Date },
): Promise<void> {
  await sql`
    update transfer set state = 'moved', result = ${done.result}, certificate_id = ${done.certificate},
      receipt = ${done.receipt}, finished_at = ${done.at}
    where company_id = ${transfer.company} and id = ${transfer.id}`.execute(tx)
}

/** An order the dongle proved dead: it went on without carrying it out. */
export async function closeReplaced(tx: Tx, company: CompanyId, id: TransferId, at: Date): Promise<void> {
  await sql`
    update transfer set state = 'answered', result = 'failed', finished_at = ${at}
    where company_id = ${company} and id = ${id} and state = 'ordered'`.execute(tx)
}

/** The transfers of a company, newest first; ids sort by the time they were made. */
export async function listTransfers(
  tx: Tx,
  company: CompanyId,
  page: { limit: number; after: string | undefined },
): Promise<Transfer[]> {
  const { rows } = await sql`
    select ${transferColumns} from transfer
    where company_id = ${company} and (${page.after ?? null}::text is null or id < ${page.after ?? null})
    order by id desc limit ${page.limit}`.execute(tx)
  return rows.map(toTransfer)
}

const transferColumns = sql.raw(
  `company_id, id, line, dongle_key, serial, public_key, grade, plan, plan_hash, contact, state, result, moved, kept,
   opened_at, opened_by, license_server_id, finished_at, order_kid, order_claims, receipt, certificate_id, document_kid,
   document_claims`,
)

const factsColumns = {
  company_id: idSchema('company'),
  id: idSchema('transfer'),
  line: z.string(),
  dongle_key: z.string(),
  serial: z.string(),
  public_key: publicKeySchema,
  grade: gradeSchema,
  plan: transferPlanSchema,
  plan_hash: z.string(),
  contact: z.string(),
  moved: z.int(),
  kept: z.int(),
  opened_at: z.date(),
  opened_by: idSchema('user').nullable(),
  license_server_id: idSchema('licenseServer').nullable(),
}
const json = z.string().transform((text): unknown => JSON.parse(text))
const orderColumns = { order_kid: z.string(), order_claims: json.pipe(orderSchema) }
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
    state: z.literal('answered'),
    result,
    certificate_id: idSchema('certificate').nullable(),
    document_kid: z.string().nullable(),
    document_claims: json.nullable(),
    finished_at: z.date(),
  }),
])

function toTransfer(found: unknown): Transfer {
  const row = transferRow.parse(found)
  const facts = factsOf(row)
  switch (row.state) {
    case 'ordered':
      return { ...facts, state: 'ordered', order: { kid: row.order_kid, claims: row.order_claims } }
    case 'moved':
      return {
        ...facts,
        state: 'moved',
        order: { kid: row.order_kid, claims: row.order_claims },
        result: row.result,
        certificate: row.certificate_id,
        receipt: row.receipt,
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
  }
}

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
  }
}
