import { ApiError } from '@undongle/core/api/error'
import type { CompanyId, ResellerId, WaveId } from '@undongle/core/id'
import { isInCohort } from '@undongle/core/wave/cohort'
import { type ReleaseSchedule, turnAt } from '@undongle/core/wave/schedule'
import { acrossCompanies } from '../db/across-companies.ts'
import type { Tx } from '../db/pool.ts'
import { type Deps, inCompany } from '../deps.ts'
import { readAllProducts } from '../line/store.ts'
import { readBaseBatches } from '../rehearsal/batches.ts'
import { recordChange } from './change-store.ts'
import { invite } from './invite.ts'
import { requireWave, type WaveActor } from './plan.ts'
import { countReleasesFrom, insertReleases, listWaves, type StoredWave, type Turn } from './store.ts'

/** Dongles of one company that come next, and who looks after it. */
interface Next {
  readonly company: CompanyId
  readonly reseller: ResellerId | null
  readonly serials: readonly string[]
}

interface AskedRelease {
  readonly count: number
  readonly schedule: ReleaseSchedule | null
  readonly note: string
  readonly by: WaveActor
}

/**
 * Lets the next dongles of a wave's cohort in, or gives each of them its turn by a schedule, and invites their companies. Each company is
 * written in a transaction of its own, so an interrupted release is simply smaller, and the next one goes on behind it.
 *
 * @returns the serials that are in now, or have a turn now, and were not before
 * @throws ApiError `not-found`, `wave-paused`
 */
export async function releaseNext(
  deps: Deps,
  id: WaveId,
  asked: AskedRelease,
): Promise<{ released: string[]; lastTurnAt: string | null }> {
  const wave = (await listWaves(deps.db, { line: undefined })).find((candidate) => candidate.id === id)
  if (wave === undefined) throw new ApiError('not-found', { detail: id })
  const released: string[] = []
  let lastTurnAt: string | null = null
  for (const next of await findNext(deps, wave, asked.count)) {
    const at = deps.now()
    const turns = await inCompany(deps, next.company, async (tx) => {
      const held = await requireWave(tx, id)
      if (held.pausedAt !== null) throw new ApiError('wave-paused')
      const turns = await turnsOf(tx, id, { ...next, schedule: asked.schedule, at })
      const serials = new Set(await insertReleases(tx, id, { ...next, turns }))
      const [first] = turns
      if (first !== undefined && serials.size > 0) {
        await invite(tx, next.company, { wave: held, reseller: next.reseller, turnAt: first.at, at })
        await recordChange(tx, [id], { act: 'released', note: noteOf(asked, serials.size), by: asked.by, at })
      }
      return turns.filter(({ serial }) => serials.has(serial))
    })
    released.push(...turns.map(({ serial }) => serial))
    lastTurnAt = turns.at(-1)?.at.toISOString() ?? lastTurnAt
  }
  return { released, lastTurnAt }
}

/** Whoever holds the wave's row sees every turn that was given before: no two releases fill one and the same. */
async function turnsOf(
  tx: Tx,
  id: WaveId,
  { serials, schedule, at }: { serials: readonly string[]; schedule: ReleaseSchedule | null; at: Date },
): Promise<Turn[]> {
  if (schedule === null) return serials.map((serial) => ({ serial, at }))
  const start = turnAt(schedule, 0)
  const taken = start === undefined ? 0 : await countReleasesFrom(tx, id, start)
  return serials.flatMap((serial, place) => {
    const turn = turnAt(schedule, taken + place)
    return turn === undefined ? [] : [{ serial, at: new Date(turn) }]
  })
}

const noteOf = ({ schedule, note }: AskedRelease, count: number): string =>
  `${count} of one company${schedule === null ? '' : ', by a schedule'}. ${note}`.trim().slice(0, 500)

/** In the order of companies: whoever is released next does not depend on when somebody asks. */
async function findNext(deps: Deps, wave: StoredWave, count: number): Promise<Next[]> {
  const products = await readAllProducts(deps.db)
  return acrossCompanies(deps, 'wave.cohort', async (tx) => {
    const found: Next[] = []
    let left = count
    for await (const { companies, waves } of readBaseBatches(tx, products)) {
      const now = waves.find(({ id }) => id === wave.id)
      if (now === undefined) return found
      if (now.paused) throw new ApiError('wave-paused')
      for (const { company, attributes, dongles } of companies) {
        if (company === undefined) continue
        const here = dongles.filter((dongle) => {
          const { serial } = dongle
          const licenses = dongle.lines.map(({ license, kind, reseller }) => ({ ...license, kind, reseller }))
          const listed = now.listed.has(serial) || now.listed.has(company)
          const onIt = dongle.lines.some(
            ({ license, place }) => license.line === wave.line && place === `dongle:${serial}`,
          )
          if (!onIt || now.released.has(serial)) return false
          return isInCohort(now.cohort, wave.line, { serial, company, attributes, licenses }, listed)
        })
        if (here.length === 0) continue
        const serials = here.slice(0, left).map(({ serial }) => serial)
        const reseller = here[0]?.lines.find(({ license }) => license.line === wave.line)?.reseller ?? null
        found.push({ company, reseller, serials })
        left -= serials.length
        if (left === 0) return found
      }
    }
    return found
  })
}
