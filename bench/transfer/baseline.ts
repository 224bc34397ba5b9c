import { utf8 } from '@undongle/core/encoding'
import { verifySignature } from '@undongle/core/node/crypto'
import { sql } from 'kysely'
import type { Place } from './place.ts'

/** What one transfer can't do without, counted while one ran. */
export interface Unavoidable {
  /** Writing transactions in PostgreSQL. */
  readonly commits: number
  /** Commits of the License Server's journal, each one an fsync. */
  readonly fsyncs: number
  /** Ed25519, by the cloud. */
  readonly signatures: number
  /** Of documents, states and attestations, on both sides. */
  readonly verifications: number
}

const message = utf8('x'.repeat(1200))

/** The same commits, fsyncs and signatures, each as cheap as it can be: one row of the size a step writes. */
export async function unavoidableOne(
  place: Place,
  { commits, fsyncs, signatures, verifications }: Unavoidable,
): Promise<void> {
  for (let commit = 0; commit < commits; commit++) {
    await place.db
      .transaction()
      .execute(async (tx) => void (await sql`insert into bench_baseline (body) values (${place.row})`.execute(tx)))
  }
  for (let fsync = 0; fsync < fsyncs; fsync++) {
    place.baselineJournal.transaction(() =>
      place.baselineJournal.run('insert into baseline (body) values (?)', [place.row]),
    )
  }
  const signature = place.sign(message)
  for (let more = 1; more < signatures; more++) place.sign(message)
  for (let check = 0; check < verifications; check++) verifySignature(place.publicKey, message, signature)
}
