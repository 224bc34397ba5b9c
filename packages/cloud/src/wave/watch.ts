import { makeId, type WaveId } from '@undongle/core/id'
import { type ResultName, resultNames } from '@undongle/core/transfer/result'
import { pauseReason } from '@undongle/core/wave/failure-rate'
import { sql } from 'kysely'
import { z } from 'zod'
import { insertAlert } from '../alert/store.ts'
import { acrossCompanies } from '../db/across-companies.ts'
import { transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import { recordChange } from './change-store.ts'
import { listWaves, lockWave, pauseWave, type StoredWave } from './store.ts'

/**
 * Pauses every wave of which too many of the last transfers failed, and raises an alert [Q95].
 *
 * @returns the waves that were paused now
 */
export async function watchWaves(deps: Pick<Deps, 'db' | 'now' | 'random'>): Promise<WaveId[]> {
  const limited = (await listWaves(deps.db, { line: undefined })).filter(
    ({ pauseAt, pausedAt }) => pauseAt !== null && pausedAt === null,
  )
  const paused: WaveId[] = []
  for (const wave of limited) {
    const reason = wave.pauseAt && pauseReason(wave.pauseAt, await readNewest(deps, wave, wave.pauseAt.over))
    if (typeof reason === 'string' && (await pause(deps, wave, reason))) paused.push(wave.id)
  }
  return paused
}

/** Results of transfers that the wave let in, newest first. */
function readNewest(
  deps: Pick<Deps, 'db' | 'random'>,
  { id, countsSince }: StoredWave,
  over: number,
): Promise<ResultName[]> {
  return acrossCompanies(deps, 'wave.results', async (tx) => {
    const { rows } = await sql`
      /* across companies: a wave lets in dongles of many */
      select result from transfer
      where wave_id = ${id} and finished_at > ${countsSince} order by finished_at desc, id desc limit ${over}`.execute(
      tx,
    )
    return rows.map((row) => z.object({ result: z.enum(resultNames) }).parse(row).result)
  })
}

/** @returns false when somebody paused it, or began to count anew, in the meantime */
function pause(deps: Pick<Deps, 'db' | 'now' | 'random'>, seen: StoredWave, reason: string): Promise<boolean> {
  const at = deps.now()
  return transaction(
    deps.db,
    async (tx) => {
      const wave = await lockWave(tx, seen.id)
      if (wave === undefined || wave.pausedAt !== null || wave.countsSince > seen.countsSince) return false
      await pauseWave(tx, wave.id, at)
      await recordChange(tx, [wave.id], { act: 'paused-by-limit', note: reason, by: 'limit', at })
      const detail = `${wave.line}, ${wave.name}: ${reason}`
      const id = makeId('alert', at, deps.random)
      await insertAlert(tx, { id, company: null, kind: 'wave-paused', detail, raisedAt: at })
      return true
    },
    { random: () => (deps.random(1)[0] ?? 0) / 256 },
  )
}
