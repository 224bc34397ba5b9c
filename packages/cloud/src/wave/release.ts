import { ApiError } from '@undongle/core/api/error'
import type { CompanyId, ResellerId, WaveId } from '@undongle/core/id'
import { isInCohort } from '@undongle/core/wave/cohort'
import { acrossCompanies } from '../db/across-companies.ts'
import { type Deps, inCompany } from '../deps.ts'
import { readAllProducts } from '../line/store.ts'
import { readBaseBatches } from '../rehearsal/batches.ts'
import { recordChange } from './change-store.ts'
import { invite } from './invite.ts'
import { requireWave, type WaveActor } from './plan.ts'
import { insertReleases, listWaves, type StoredWave } from './store.ts'

/** Dongles of one company whose turn has come, and who looks after it. */
interface Turn {
  readonly company: CompanyId
  readonly reseller: ResellerId | null
  readonly serials: readonly string[]
}

/**
 * Lets the next dongles of a wave's cohort in and invites their companies. Each company is written in a transaction of its own,
 * so an interrupted release is simply smaller, and the next one goes on behind it.
 *
 * @returns the serials that are in now and were not before
 * @throws ApiError `not-found`, `wave-paused`
 */
export async function releaseNext(
  deps: Deps,
  id: WaveId,
  asked: { count: number; note: string; by: WaveActor },
): Promise<string[]> {
  const wave = (await listWaves(deps.db, { line: undefined })).find((candidate) => candidate.id === id)
  if (wave === undefined) throw new ApiError('not-found', { detail: id })
  const released: string[] = []
  for (const turn of await findTurns(deps, wave, asked.count)) {
    const at = deps.now()
    const inOwn = await inCompany(deps, turn.company, async (tx) => {
      const held = await requireWave(tx, id)
      if (held.pausedAt !== null) throw new ApiError('wave-paused')
      const serials = await insertReleases(tx, id, { ...turn, at })
      if (serials.length > 0) {
        await invite(tx, turn.company, { wave: held, reseller: turn.reseller, at })
        await recordChange(tx, [id], { act: 'released', note: noteOf(asked.note, serials), by: asked.by, at })
      }
      return serials
    })
    released.push(...inOwn)
  }
  return released
}

const noteOf = (note: string, serials: readonly string[]): string =>
  `${serials.length} of one company. ${note}`.trim().slice(0, 500)

/** In the order of companies: whoever is released next does not depend on when somebody asks. */
async function findTurns(deps: Deps, wave: StoredWave, count: number): Promise<Turn[]> {
  const products = await readAllProducts(deps.db)
  return acrossCompanies(deps, 'wave.cohort', async (tx) => {
    const turns: Turn[] = []
    let left = count
    for await (const { companies, waves } of readBaseBatches(tx, products)) {
      const now = waves.find(({ id }) => id === wave.id)
      if (now === undefined) return turns
      if (now.paused) throw new ApiError('wave-paused')
      for (const { company, attributes, dongles } of companies) {
        if (company === undefined) continue
        const turned = dongles.filter((dongle) => {
          const { serial } = dongle
          const licenses = dongle.lines.map(({ license, kind, reseller }) => ({ ...license, kind, reseller }))
          const listed = now.listed.has(serial) || now.listed.has(company)
          const onIt = dongle.lines.some(
            ({ license, place }) => license.line === wave.line && place === `dongle:${serial}`,
          )
          if (!onIt || now.released.has(serial)) return false
          return isInCohort(now.cohort, wave.line, { serial, company, attributes, licenses }, listed)
        })
        if (turned.length === 0) continue
        const serials = turned.slice(0, left).map(({ serial }) => serial)
        const reseller = turned[0]?.lines.find(({ license }) => license.line === wave.line)?.reseller ?? null
        turns.push({ company, reseller, serials })
        left -= serials.length
        if (left === 0) return turns
      }
    }
    return turns
  })
}
