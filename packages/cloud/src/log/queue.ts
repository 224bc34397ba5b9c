import type { Certificate } from '@undongle/core/document/certificate'
import { type CertificateId, type CompanyId, idSchema } from '@undongle/core/id'
import { hashSchema } from '@undongle/core/key'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import type { Unsigned } from '../transfer/transfer.ts'

/** A certificate that was made and has no leaf yet. */
export interface WaitingCertificate {
  readonly id: CertificateId
  readonly company: CompanyId
}

/** A certificate's place in the log. */
export interface Placed extends WaitingCertificate {
  readonly salt: string
}

/** What the database knows of the log. It may be behind the register, after a crash or a restore; never before it. */
export interface LogQueue {
  /** Certificates without a leaf, in the order in which they were made. */
  waiting(limit: number): Promise<WaitingCertificate[]>
  read(certificate: WaitingCertificate): Promise<Unsigned<Certificate>>
  /** How many leaves have been placed: their numbers go from 0 on without a gap. */
  placed(): Promise<number>
  /** Places these from leaf `first` on, all or none. A row that a restored database has lost is made anew. */
  place(first: number, certificates: readonly Placed[]): Promise<void>
  /** What the database says was placed from leaf `from` on. */
  readPlaced(from: number, limit: number): Promise<Placed[]>
  find(certificate: CertificateId): Promise<{ leaf: number; salt: string } | undefined>
}

export function postgresLogQueue({ db, ledger }: Pick<Deps, 'db' | 'ledger'>): LogQueue {
  return {
    async waiting(limit) {
      const { rows } = await sql`
        select certificate_id as id, company_id as company from log_leaf
        where leaf is null order by certificate_id limit ${limit}`.execute(db)
      return rows.map((row) => waitingRow.parse(row))
    },
    read: ({ id, company }) => ledger.inCompany(company, (tx) => tx.certificates.read(id)),
    async placed() {
      const { rows } = await sql`select coalesce(max(leaf) + 1, 0) as placed from log_leaf`.execute(db)
      return z.object({ placed: z.coerce.number().int() }).parse(rows[0]).placed
    },
    async place(first, certificates) {
      if (certificates.length === 0) return
      const rows = certificates.map(
        ({ id, company, salt }, index) => sql`(${id}, ${company}, ${first + index}::bigint, ${salt})`,
      )
      await sql`
        insert into log_leaf (certificate_id, company_id, leaf, salt) values ${sql.join(rows)}
        on conflict (certificate_id) do update set leaf = excluded.leaf, salt = excluded.salt`.execute(db)
    },
    async readPlaced(from, limit) {
      const { rows } = await sql`
        select certificate_id as id, company_id as company, salt from log_leaf
        where leaf >= ${from} and leaf < ${from + limit} order by leaf`.execute(db)
      return rows.map((row) => placedRow.parse(row))
    },
    async find(certificate) {
      const { rows } = await sql`
        select leaf, salt from log_leaf where certificate_id = ${certificate} and leaf is not null`.execute(db)
      return rows.length === 0 ? undefined : placeRow.parse(rows[0])
    },
  }
}

/** In the transaction that makes the certificate: from here on it goes into the log by itself. */
export const enqueue = (certificate: WaitingCertificate) => sql`
  insert into log_leaf (certificate_id, company_id) values (${certificate.id}, ${certificate.company})
  on conflict (certificate_id) do nothing`

const waitingRow = z.object({ id: idSchema('certificate'), company: idSchema('company') })
const placedRow = waitingRow.extend({ salt: hashSchema })
const placeRow = z.object({ leaf: z.coerce.number().int(), salt: hashSchema })
