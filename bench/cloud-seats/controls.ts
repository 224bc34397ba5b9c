import { random } from '@undongle/core/node/crypto'
import { sql } from 'kysely'
import { type Deps, inCompany } from '../../packages/cloud/src/deps.ts'
import { newLease, type SeatPool } from '../../packages/cloud/src/testing/seats.fixture.ts'
import type { Place } from './place.ts'

/**
 * Two ways to lend that look right and are not. Both must lend too many in the same storm, or the storm is too mild to prove anything.
 * `one-statement`: it counts with a snapshot from before it waited for the lock. `no-lock`: it counts what others are just taking.
 */
export const controls = ['one-statement', 'no-lock'] as const
export type Control = (typeof controls)[number]

/** Twice as many ask as there are seats. @returns how many were lent beyond them */
export async function stormControl(
  { database: { db } }: Place,
  control: Control,
  pool: SeatPool,
  clients: number,
): Promise<number> {
  const parts: Pick<Deps, 'db' | 'random'> = { db, random }
  let left = 2 * pool.seats
  let lent = 0
  const client = async () => {
    while (left-- > 0) if (await lend(parts, control, pool)) lent++
  }
  await Promise.all(Array.from({ length: clients }, client))
  return lent - pool.seats
}

function lend(parts: Pick<Deps, 'db' | 'random'>, control: Control, pool: SeatPool): Promise<boolean> {
  const { company, license, seats } = pool
  const taken = sql`select count(*) from bench_control where company_id = ${company} and control = ${control}`
  return inCompany(parts, company, async (tx) => {
    switch (control) {
      case 'one-statement': {
        const { rows } = await sql`
          with held as (select id from license where company_id = ${company} and id = ${license} for update)
          insert into bench_control (company_id, control, id)
          select ${company}, ${control}, ${newLease()} from held where (${taken}) < ${seats} returning id`.execute(tx)
        return rows.length > 0
      }
      case 'no-lock': {
        const { rows } = await sql<{ free: boolean }>`select (${taken}) < ${seats} as free`.execute(tx)
        if (rows[0]?.free !== true) return false
        await sql`
          insert into bench_control (company_id, control, id)
          values (${company}, ${control}, ${newLease()})`.execute(tx)
        return true
      }
    }
  })
}
