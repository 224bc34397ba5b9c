import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '../../packages/cloud/src/db/pool.ts'
import { transaction } from '../../packages/cloud/src/db/transaction.ts'
import { checkpoint, type Place } from './place.ts'

/** What one transfer can't do without, counted while one ran. */
export interface Unavoidable {
  /** Transactions in PostgreSQL that write; see `writeFacts`. */
  readonly commits: number
  /** Commits of the License Server's journal, each one an fsync. */
  readonly fsyncs: number
  /** Of the journal, before the dongle is written. */
  readonly checkpoints: number
  /** Ed25519, by the cloud. */
  readonly signatures: number
  /** Of different documents, on both sides: half of them the dongle's (ES256), half the cloud's (Ed25519). */
  readonly verifications: number
}

/** Of what a transfer of five licenses writes and sends, in characters. */
const size = { transfer: 3000, certificate: 4000, small: 150, message: 4000 } as const

/** The same messages, commits, rows, fsyncs and signatures, each as cheap as it can be: nothing is read, decided or parsed. */
export async function unavoidableOne(place: Place, counts: Unavoidable): Promise<void> {
  for (let commit = 0; commit < counts.commits; commit++) {
    await sendMessage()
    await transaction(place.db, (tx) => writeFacts(tx, commit), { random: () => 0.5 })
  }
  const { baselineJournal: journal } = place
  for (let fsync = 0; fsync < counts.fsyncs; fsync++)
    journal.transaction(() => journal.run('insert into baseline (body) values (?)', [text(size.transfer)]))
  for (let done = 0; done < counts.checkpoints; done++) journal.all(checkpoint)
  for (let done = 0; done < counts.signatures; done++) sign(null, message, ed25519.privateKey)
  for (let done = 0; done < counts.verifications; done++) {
    if (done % 2 === 0) verify('sha256', message, p256.publicKey, byP256)
    else verify(null, message, ed25519.publicKey, byEd25519)
  }
}

/** OPEN writes transfer and claim. COMMIT writes five links, certificate, leaf and message, and both of these again. Each in one go. */
function writeFacts(tx: Tx & { commit(): Promise<unknown> }, commit: number) {
  const insert = (...sizes: number[]) =>
    sql`insert into bench_baseline (body) select * from unnest(${sizes.map(text)}::text[])`.execute(tx)
  const change = (chars: number) =>
    sql`update bench_baseline set body = ${text(chars)}
      where id = (select id from bench_baseline order by id desc limit 1 for update skip locked)`.execute(tx)
  const { transfer, certificate, small } = size
  const opening = [insert(transfer), change(small)]
  const committing = [
    insert(small, small, small, small, small),
    insert(certificate, small, small),
    change(transfer),
    change(small),
  ]
  return Promise.all([...(commit === 0 ? opening : committing), tx.commit()])
}

/** Asked and answered in JSON, with nothing in between. */
async function sendMessage(): Promise<void> {
  const body = JSON.stringify({ text: text(size.message) })
  const request = new Request('http://cloud.test/', { method: 'POST', body })
  await Response.json(await request.json()).json()
}

const text = (chars: number): string => 'x'.repeat(chars)
const message = Buffer.from(text(1200))
const ed25519 = generateKeyPairSync('ed25519')
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const byEd25519 = sign(null, message, ed25519.privateKey)
const byP256 = sign('sha256', message, p256.privateKey)
