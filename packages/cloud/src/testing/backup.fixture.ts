import type { TestCloud } from '../auth/auth.fixture.ts'

/**
 * Copies the ledger as a nightly backup does. People, sign-ins and License Servers are left out: a test goes on with those it has.
 *
 * @returns puts it back, as often as wanted
 */
export async function backUp({ query }: TestCloud['database']): Promise<() => Promise<void>> {
  const schema = `backup_${++made}`
  const tables = (await query(
    `select table_name, string_agg(quote_ident(column_name), ', ') as columns from information_schema.columns
     where table_schema = 'public' and is_generated = 'NEVER' and table_name <> all($1)
     group by table_name order by table_name`,
    [kept],
  )) as { table_name: string; columns: string }[]
  const copies = tables.map(
    ({ table_name, columns }) => `create table ${schema}.${table_name} as select ${columns} from ${table_name}`,
  )
  await query([`create schema ${schema}`, ...copies].join(';\n'))
  const back = tables.flatMap(({ table_name, columns }) => [
    `delete from ${table_name}`,
    `insert into ${table_name} (${columns}) select ${columns} from ${schema}.${table_name}`,
  ])
  // Whole as it was: no row has to wait for the one that it names.
  const restore = ['set local session_replication_role = replica', ...back]
  return async () => {
    await query(`do $restore$ begin\n${restore.join(';\n')};\nend $restore$`)
  }
}

let made = 0
const kept = ['schema_migration', 'license_server', 'machine_proof', 'license_server_approval']
