import type { Answer } from '@undongle/core/api/cloud'
import { ApiError } from '@undongle/core/api/error'
import type { Deps } from '../deps.ts'
import { chosenCompany, type Permission } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { listChanges } from './change-store.ts'
import { readFunnel } from './funnel.ts'
import { nominate } from './nominate.ts'
import { listMembers, planOf, putWave, setPaused, type WaveActor } from './plan.ts'
import { releaseNext } from './release.ts'
import { listWaves, type StoredWave } from './store.ts'

type WaveEndpoint =
  | 'wave.list'
  | 'wave.put'
  | 'wave.list-members'
  | 'wave.release'
  | 'wave.pause'
  | 'wave.resume'
  | 'wave.changes'
  | 'wave.nominate'
  | 'funnel.read'

export function waveEndpoints(deps: Deps): Pick<Endpoints, WaveEndpoint> {
  return {
    'wave.list': async ({ permission, query }) => {
      const waves = await listWaves(deps.db, query.line === undefined ? { line: undefined } : { line: query.line })
      const shown = permission.reseller === undefined ? waves : waves.filter(({ nominations }) => nominations > 0)
      return { waves: shown.map(answerOf) }
    },
    'wave.put': async ({ permission, parameters, body }) => ({
      wave: answerOf(await putWave(deps, parameters.wave, { ...body, by: actorOf(permission) })),
    }),
    'wave.list-members': async ({ permission, parameters, body }) => ({
      added: await listMembers(deps, parameters.wave, { ...body, by: actorOf(permission) }),
    }),
    'wave.release': ({ permission, parameters, body }) =>
      releaseNext(deps, parameters.wave, { ...body, by: actorOf(permission) }),
    'wave.pause': async ({ permission, parameters, body }) => ({
      wave: answerOf(await setPaused(deps, parameters.wave, { ...body, paused: true, by: actorOf(permission) })),
    }),
    'wave.resume': async ({ permission, parameters, body }) => ({
      wave: answerOf(await setPaused(deps, parameters.wave, { ...body, paused: false, by: actorOf(permission) })),
    }),
    'wave.changes': async ({ parameters, query }) => {
      const found = await listChanges(deps.db, parameters.wave, { limit: query.limit + 1, before: query.before })
      const changes = found.slice(0, query.limit).map(({ at, ...change }) => ({ ...change, at: at.toISOString() }))
      return { changes, next: found.length > query.limit ? (changes.at(-1)?.number ?? null) : null }
    },
    'wave.nominate': ({ permission, parameters, body }) => {
      const { principal, reseller } = permission
      if (principal?.kind !== 'person' || reseller === undefined) throw new ApiError('reseller-needed')
      const company = chosenCompany(permission)
      return nominate(deps, parameters.wave, { company, reseller, note: body.note, by: principal.user })
    },
    'funnel.read': async ({ permission, parameters, query }) => ({
      rows: await readFunnel(deps, { line: parameters.line, by: query.by, reseller: permission.reseller }),
    }),
  }
}

/** The operator's token is nobody in particular. */
function actorOf({ principal }: Permission): WaveActor {
  return principal?.kind === 'person' ? principal.user : 'operator-token'
}

function answerOf(wave: StoredWave): Answer<'wave.put'>['wave'] {
  return { ...planOf(wave), id: wave.id, pausedAt: wave.pausedAt?.toISOString() ?? null }
}
