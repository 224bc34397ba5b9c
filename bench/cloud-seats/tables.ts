import type { BenchDatabase } from './place.ts'

/** What only the baselines and the controls write. */
export async function createTables({ query }: Pick<BenchDatabase, 'query'>): Promise<void> {
  await query(`create table bench_counter (
    company_id text primary key, seats integer not null, used integer not null, check (used <= seats))`)
  await query('create table bench_control (company_id text not null, control text not null, id text not null)')
  await query('create index bench_control_of on bench_control (company_id, control)')
  await query('grant select, insert, update on bench_counter, bench_control to undongle_app')
}
