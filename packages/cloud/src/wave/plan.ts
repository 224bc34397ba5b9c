import { ApiError } from '@undongle/core/api/error'
import type { WavePlan } from '@undongle/core/api/wave'
import { canonicalJson } from '@undongle/core/canonical'
import type { CompanyId, WaveId } from '@undongle/core/id'
import type { Tx } from '../db/pool.ts'
import { transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import { requireLine } from '../line/store.ts'
import { recordChange, type WaveChange } from './change-store.ts'
import { addMembers, countWaves, lockWave, pauseWave, resumeWave, type StoredWave, writeWave } from './store.ts'

/** Every plan of a transfer looks at all waves: more would make each of them slow. */
const wavesMax = 500

/** Who does it. */
export type WaveActor = WaveChange['by']

/**
 * Plans a wave, or changes one. The same again changes nothing and is not recorded.
 *
 * @throws ApiError `not-found` without such a line, `wave-name-taken`, `waves-too-many`
 */
export function putWave(
  deps: Deps,
  id: WaveId,
  asked: { plan: WavePlan; note: string; by: WaveActor },
): Promise<StoredWave> {
  const { plan, note, by } = asked
  const at = deps.now()
  return inTransaction(deps, async (tx) => {
    await requireLine(tx, plan.line)
    const known = await lockWave(tx, id)
    if (known === undefined && (await countWaves(tx)) >= wavesMax) throw new ApiError('waves-too-many')
    if (known !== undefined && canonicalJson(planOf(known)) === canonicalJson(plan)) return known
    await writeWave(tx, id, plan, at)
    await recordChange(tx, [id], { act: known === undefined ? 'planned' : 'changed', note, by, at })
    return requireWave(tx, id)
  })
}

/** @returns how many were not on the list before */
export function listMembers(
  deps: Deps,
  id: WaveId,
  asked: { serials: readonly string[]; companies: readonly CompanyId[]; note: string; by: WaveActor },
): Promise<number> {
  const at = deps.now()
  return inTransaction(deps, async (tx) => {
    await requireWave(tx, id)
    const subjects = [...new Set([...asked.serials, ...asked.companies])]
    const added = await addMembers(tx, id, { subjects, reseller: null, at })
    if (added > 0) await recordChange(tx, [id], { act: 'listed', note: asked.note, by: asked.by, at })
    return added
  })
}

/** Whoever pauses what is paused, or resumes what goes on, is recorded all the same: the note may say more. */
export function setPaused(
  deps: Deps,
  id: WaveId,
  asked: { paused: boolean; note: string; by: WaveActor },
): Promise<StoredWave> {
  const at = deps.now()
  return inTransaction(deps, async (tx) => {
    await requireWave(tx, id)
    await (asked.paused ? pauseWave : resumeWave)(tx, id, at)
    await recordChange(tx, [id], { act: asked.paused ? 'paused' : 'resumed', note: asked.note, by: asked.by, at })
    return requireWave(tx, id)
  })
}

/** Holds it. @throws ApiError `not-found` */
export async function requireWave(tx: Tx, id: WaveId): Promise<StoredWave> {
  const wave = await lockWave(tx, id)
  if (wave === undefined) throw new ApiError('not-found', { detail: id })
  return wave
}

export function planOf({ line, name, cohort, opensAt, stepByStep, pauseAt, nominations }: StoredWave): WavePlan {
  return { line, name, cohort, opensAt, stepByStep, pauseAt, nominations }
}

/** Waves belong to no company. @throws ApiError `wave-name-taken` */
async function inTransaction<Result>(deps: Deps, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  try {
    return await transaction(deps.db, work, { random: () => (deps.random(1)[0] ?? 0) / 256 })
  } catch (error) {
    if (error instanceof Error && 'constraint' in error && error.constraint === 'wave_line_name_key')
      throw new ApiError('wave-name-taken')
    throw error
  }
}
