import type { ReadinessAnswer } from '@undongle/core/api/readiness'
import type { CompanyId } from '@undongle/core/id'
import { decideReadiness, type ReadinessFacts } from '@undongle/core/readiness/decide'
import { readinessWords } from '@undongle/core/readiness/words'
import { type Deps, inCompany } from '../deps.ts'
import { readOpenEmergencies } from '../emergency/store.ts'
import { chosenCompany } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { countUsable } from '../license/usable.ts'
import { findLine } from '../line/store.ts'
import { plansOnDongles } from './on-dongles.ts'

export function readinessEndpoints(deps: Deps): Pick<Endpoints, 'readiness.read'> {
  return { 'readiness.read': ({ permission, query }) => readReadiness(deps, chosenCompany(permission), query) }
}

interface Asked extends Pick<ReadinessFacts, 'version' | 'moment'> {
  readonly line: string
  readonly product?: string | undefined
}

async function readReadiness(deps: Deps, company: CompanyId, asked: Asked): Promise<ReadinessAnswer> {
  const now = deps.now()
  const emergency = (await readOpenEmergencies(deps.db, deps.keys, now)).get(asked.line)
  return inCompany(deps, company, async (tx) => {
    const line = await findLine(tx, asked.line)
    const inCloud = await countUsable(tx, company, { lines: [line.id], now })
    const onDongles = await plansOnDongles(tx, company, { line, now })
    const facts: ReadinessFacts = {
      policy: line.policy,
      version: asked.version,
      moment: asked.moment,
      product: asked.product ?? null,
      emergency: emergency === undefined ? 'off' : 'on',
      account: 'known',
      inCloud,
      ...onDongles,
    }
    const readiness = decideReadiness(facts)
    const { say, next, ways } = readinessWords(readiness)
    return {
      ...readiness,
      say,
      next,
      ways: [...ways],
      facts: { inCloud, ...onDongles, emergencyUntil: emergency?.until ?? null },
    }
  })
}
