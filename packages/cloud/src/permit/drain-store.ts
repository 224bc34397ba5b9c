import { type AlertId, type CertificateId, type CompanyId, idSchema, type TransferId } from '@undongle/core/id'
import type { ResultName } from '@undongle/core/transfer/result'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'

/** A transfer that drains its dongle. */
export interface OpenDrain {
  readonly company: CompanyId
  readonly transfer: TransferId
  readonly dongle: string
}

type DrainKey = Omit<OpenDrain, 'company'>

/** Every drain of the deployment, oldest transfer first: for the timer, which then works company by company. */
export async function listOpenDrains(db: Db): Promise<OpenDrain[]> {
  const { rows } = await sql`
    select company_id, transfer_id, dongle from open_drain order by transfer_id`.execute(db)
  return rows
    .map((found) => drainRow.parse(found))
    .map(({ company_id, transfer_id, dongle }) => ({ company: company_id, transfer: transfer_id, dongle }))
}

export async function openDrain(tx: Tx, company: CompanyId, { transfer, dongle }: DrainKey): Promise<void> {
  await sql`
    insert into open_drain (dongle, company_id, transfer_id) values (${dongle}, ${company}, ${transfer})`.execute(tx)
}

/** What the vendor's operators are told of a transfer whose proof of possession is weak. */
export interface Warning {
  readonly alert: AlertId
  readonly detail: string
  readonly at: Date
}

export async function warnOfDrain(tx: Tx, company: CompanyId, { alert, detail, at }: Warning): Promise<void> {
  await sql`
    insert into alert (id, company_id, kind, detail, raised_at)
    values (${alert}, ${company}, 'possession-weak', ${detail}, ${at})`.execute(tx)
}

/** DRAIN → MOVED. Who joined it gets the same certificate. */
export async function finishDrain(
  tx: Tx,
  company: CompanyId,
  drain: DrainKey,
  done: { result: ResultName; certificate: CertificateId; at: Date },
): Promise<void> {
  await Promise.all([
    sql`
      update transfer set state = 'drained', result = ${done.result}, certificate_id = ${done.certificate},
        finished_at = ${done.at}
      where company_id = ${company} and id = ${drain.transfer} and state = 'draining'`.execute(tx),
    sql`
      update transfer set state = 'answered', result = 'already-moved', certificate_id = ${done.certificate},
        finished_at = ${done.at}
      where company_id = ${company} and joined = ${drain.transfer} and state = 'draining'`.execute(tx),
    closeDrain(tx, company, drain),
  ])
}

/** DRAIN → FREE, for the one that opened it and for all that joined. */
export async function cancelDrain(tx: Tx, company: CompanyId, drain: DrainKey, at: Date): Promise<void> {
  await Promise.all([
    sql`
      update transfer set state = 'answered', result = 'cancelled', finished_at = ${at}
      where company_id = ${company} and (id = ${drain.transfer} or joined = ${drain.transfer})
        and state = 'draining'`.execute(tx),
    closeDrain(tx, company, drain),
  ])
}

/** After a restore: as if nobody had asked. */
export async function forgetDrain(tx: Tx, company: CompanyId, drain: DrainKey): Promise<void> {
  await Promise.all([
    sql`
      delete from transfer
      where company_id = ${company} and (id = ${drain.transfer} or joined = ${drain.transfer})
        and state = 'draining'`.execute(tx),
    closeDrain(tx, company, drain),
  ])
}

async function closeDrain(tx: Tx, company: CompanyId, { dongle, transfer }: DrainKey): Promise<void> {
  await sql`
    delete from open_drain
    where dongle = ${dongle} and company_id = ${company} and transfer_id = ${transfer}`.execute(tx)
}

const drainRow = z.object({
  company_id: idSchema('company'),
  transfer_id: idSchema('transfer'),
  dongle: z.string(),
})
