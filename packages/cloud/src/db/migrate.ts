import { errorText } from '@undongle/core/node/folder'
import { StartError } from '@undongle/core/node/start-error'
import type { Client } from 'pg'
import { type Migration, readMigrations } from './migration-files.ts'

/**
 * Brings a database to the schema of this version: each file that was not applied yet, in order, in a transaction of its
 * own. Two processes may do it at the same time: the second waits and finds nothing left to do.
 *
 * @param client connected as the owner of the tables, not as `undongle_app`
 * @returns the names of the migrations applied now
 * @throws StartError `migration-changed`, `migration-missing`, `migration-failed`
 */
export async function migrate(
  client: Client,
  { folder, now }: { folder: string; now: () => Date },
): Promise<readonly string[]> {
  const files = await readMigrations(folder)
  await ensureLedger(client)
  checkLedger(await readLedger(client), files)
  const applied: string[] = []
  for (const file of files) {
    if (await applyOnce(client, file, now())) applied.push(file.name)
  }
  return applied
}

interface LedgerRow {
  readonly name: string
  readonly sha256: string
}

/** Two that make it in the same moment collide in the catalog; for the second it is then there. */
async function ensureLedger(client: Client): Promise<void> {
  const statement = `create table if not exists public.schema_migration (
    name text primary key, sha256 text not null, applied_at timestamptz not null)`
  await client.query(statement).catch(() => client.query(statement))
}

/** Looks again under the lock: another process may have applied it since. */
async function applyOnce(client: Client, file: Migration, appliedAt: Date): Promise<boolean> {
  await client.query('begin')
  try {
    await client.query('lock table public.schema_migration in exclusive mode')
    const isNew = !(await readLedger(client)).some((row) => row.name === file.name)
    if (isNew) {
      await apply(client, file)
      await client.query('insert into public.schema_migration (name, sha256, applied_at) values ($1, $2, $3)', [
        file.name,
        file.sha256,
        appliedAt,
      ])
    }
    await client.query('commit')
    return isNew
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

async function readLedger(client: Client): Promise<readonly LedgerRow[]> {
  return (await client.query<LedgerRow>('select name, sha256 from public.schema_migration order by name')).rows
}

/** What was applied must be exactly the beginning of what we have: same names, same bytes, none slipped in between. */
function checkLedger(ledger: readonly LedgerRow[], files: readonly Migration[]): void {
  for (const [index, row] of ledger.entries()) {
    const file = files.find(({ name }) => name === row.name)
    if (!file) throw new StartError('migration-missing', `${row.name} was applied and is not among our files.`)
    if (file.sha256 !== row.sha256)
      throw new StartError('migration-changed', `${row.name} was edited after it was applied.`)
    const expected = files[index]?.name
    if (expected !== row.name) {
      throw new StartError('migration-changed', `${expected} was added before ${row.name}, which was applied already.`)
    }
  }
}

async function apply(client: Client, file: Migration): Promise<void> {
  try {
    await client.query(file.text)
  } catch (cause) {
    throw new StartError('migration-failed', `${file.name}: ${errorText(cause)}`, { cause })
  }
}
