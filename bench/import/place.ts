import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { random } from '@undongle/core/node/crypto'
import { sql } from 'kysely'
import { type ImportPeople, peopleImporter } from '../../packages/cloud/src/auth/import-people.ts'
import { prepareAuthSchema } from '../../packages/cloud/src/auth/schema.ts'
import { openDatabase } from '../../packages/cloud/src/db/database.ts'
import { withClient } from '../../packages/cloud/src/db/server.ts'
import type { ImportDeps } from '../../packages/cloud/src/import/take-over.ts'
import { guardLedger } from '../../packages/cloud/src/ledger/guard.ts'
import { postgresLedger } from '../../packages/cloud/src/ledger/postgres.ts'
import { head } from './table.ts'

/** A cloud's database with a catalog and no customer, and a table without keys beside it. */
export interface Place {
  readonly deps: ImportDeps
  readonly importPeople: ImportPeople
  insertBareRows(rows: readonly (readonly string[])[]): Promise<void>
  close(): Promise<void>
}

const log = { info: () => undefined, warn: () => undefined, error: console.error }
const publicUrl = 'http://cloud.test'

export async function openPlace(): Promise<Place> {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-bench-'))
  const now = () => new Date()
  const { db, connection, stop } = await openDatabase({
    dataDir: folder,
    migrationsDir: path.join(import.meta.dirname, '../../packages/cloud/migrations'),
    now,
    log,
  })
  await prepareAuthSchema(connection, { publicUrl, secret: 'x'.repeat(43), now, random })
  await withClient(connection, async (client) => {
    await client.query(`insert into product_line (id, name) values ('clinic', 'Clinic')`)
    await client.query(`insert into product (id, line, name, key, metered, online_only) values
      ('clinic-scan', 'clinic', 'Scan', true, false, false), ('clinic-design', 'clinic', 'Design', false, false, false)`)
    await client.query(`create table bare (${columns.map((_, at) => `c${at} text`).join(', ')})`)
    await client.query('grant insert on bare to undongle_app')
  })
  const ledger = guardLedger(postgresLedger({ db, random }), { now, random, log })
  return {
    deps: { db, ledger, now, random },
    importPeople: peopleImporter({ db, now, random, publicUrl }),
    async insertBareRows(rows) {
      const cells = columns.map((_, at) => sql`${rows.map((row) => row[at] ?? '')}::text[]`)
      await sql`insert into bare select * from unnest(${sql.join(cells)})`.execute(db)
    },
    async close() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const columns = head.split(',')
