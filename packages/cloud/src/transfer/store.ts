import { canonicalJson } from '@undongle/core/canonical'
import { type CertificateId, type CompanyId, idSchema, type TransferId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import type { Finished, Whole } from '../ledger/ledger.ts'
import { toTransfer, transferColumns } from './row.ts'
import type { CertifiedTransfer, MovedTransfer, Transfer } from './transfer.ts'

export async function findTransfer(tx: Tx, company: CompanyId, id: TransferId): Promise<Transfer | undefined> {
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
    where company_id = ${company} and dongle_key = ${dongle.dongle} and line = ${dongle.line}
      and state in ('moved', 'certified', 'drained')
    order by finished_at desc, id desc limit 1`.execute(tx)
  return rows.length === 0
    ? undefined
    : z.object({ certificate_id: idSchema('certificate') }).parse(rows[0]).certificate_id
}

/** The finished transfers of a dongle, oldest first. */
export async function listMoved(
  tx: Tx,
  company: CompanyId,
  dongle: string,
): Promise<(MovedTransfer | CertifiedTransfer)[]> {
  const { rows } = await sql`
    select ${transferColumns} from transfer
    where company_id = ${company} and dongle_key = ${dongle} and state in ('moved', 'certified')
    order by finished_at, id`.execute(tx)
  return rows.map(toTransfer).filter((transfer) => transfer.state === 'moved' || transfer.state === 'certified')
}

export async function insertTransfer(tx: Tx, transfer: Transfer): Promise<void> {
  const finished = transfer.state === 'ordered' || transfer.state === 'draining' ? undefined : transfer
  const order = 'order' in transfer ? transfer.order : undefined
  const drain = transfer.state === 'draining' || transfer.state === 'drained' ? transfer : undefined
  const document =
    transfer.state === 'answered' ? transfer.document : transfer.state === 'draining' ? transfer.certified : undefined
  await sql`
    insert into transfer (company_id, id, line, dongle_key, serial, public_key, grade, plan, plan_hash, contact, state,
      result, moved, kept, opened_at, opened_by, license_server_id, finished_at, order_kid, order_claims, receipt,
      certificate_id, document_kid, document_claims, joined, not_before, cancelable, possession, statement, wave_id)
    values (${transfer.company}, ${transfer.id}, ${transfer.line}, ${transfer.dongle}, ${transfer.serial},
      ${transfer.key === null ? null : JSON.stringify(transfer.key)}, ${JSON.stringify(transfer.grade)}, ${JSON.stringify(transfer.plan)},
      ${transfer.planHash}, ${transfer.contact}, ${transfer.state}, ${finished?.result ?? null}, ${transfer.moved},
      ${transfer.kept}, ${transfer.openedAt}, ${transfer.opened?.by ?? null}, ${transfer.opened?.at ?? null},
      ${finished?.finishedAt ?? null}, ${order?.kid ?? null}, ${order ? canonicalJson(order.claims) : null},
      ${transfer.state === 'moved' ? transfer.receipt : null}, ${finished?.certificate ?? null}, ${document?.kid ?? null},
      ${document ? canonicalJson(document.claims) : null}, ${drain?.joined ?? null}, ${drain?.notBefore ?? null},
      ${drain?.cancelable ?? null}, ${drain?.possession ?? null},
      ${drain?.statement ? JSON.stringify(drain.statement) : null}, ${transfer.wave ?? null})`.execute(tx)
}

/** ORDERED → MOVED. */
export async function finishTransfer(tx: Tx, company: CompanyId, id: TransferId, done: Finished): Promise<void> {
  await sql`
    update transfer set state = 'moved', result = ${done.result}, certificate_id = ${done.certificate},
      receipt = ${done.receipt}, finished_at = ${done.at}
    where company_id = ${company} and id = ${id} and state = 'ordered'`.execute(tx)
}

/** ORDERED → MOVED without a receipt. */
export async function certifyTransfer(
  tx: Tx,
  company: CompanyId,
  id: TransferId,
  done: Omit<Finished, 'receipt'>,
): Promise<void> {
  await sql`
    update transfer set state = 'certified', result = ${done.result}, certificate_id = ${done.certificate},
      finished_at = ${done.at}
    where company_id = ${company} and id = ${id} and state = 'ordered'`.execute(tx)
}

/** Order and receipt of a transfer that only its certificate told of. */
export async function completeTransfer(tx: Tx, company: CompanyId, id: TransferId, whole: Whole): Promise<void> {
  await sql`
    update transfer set state = 'moved', order_kid = ${whole.order.kid}, order_claims = ${canonicalJson(whole.order.claims)},
      receipt = ${whole.receipt}, public_key = ${JSON.stringify(whole.key)}
    where company_id = ${company} and id = ${id} and state = 'certified'`.execute(tx)
}

/** An order the dongle proved dead: it went on without carrying it out. */
export async function closeReplaced(tx: Tx, company: CompanyId, id: TransferId, at: Date): Promise<void> {
  await sql`
    update transfer set state = 'answered', result = 'cancelled', finished_at = ${at}
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
