import type { AlignmentAnswer } from '@undongle/core/api/alignment'
import { ApiError } from '@undongle/core/api/error'
import type { Alignment } from '@undongle/core/company/alignment'
import type { UserId } from '@undongle/core/id'
import type { Deps } from '../deps.ts'
import { chosenCompany, type Permission } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import { performSettlement, proposeAlignment } from './perform.ts'
import { findAlignment, listAlignments } from './store.ts'

type AlignmentEndpoint = 'alignment.propose' | 'alignment.settle' | 'alignment.list'

export function alignmentEndpoints(deps: Deps): Pick<Endpoints, AlignmentEndpoint> {
  return {
    'alignment.propose': async ({ permission, parameters, body }) => {
      const company = chosenCompany(permission)
      const speaking = { id: parameters.alignment, company, by: personOf(permission) }
      return answerOf(await proposeAlignment(deps, speaking, body))
    },
    'alignment.settle': async ({ permission, parameters, body }) => {
      const { role } = permission
      const isSupport = role === 'vendor-operator' || role === 'support-agent'
      const company = isSupport ? undefined : chosenCompany(permission)
      const known = await findAlignment(deps.db, parameters.alignment)
      if (known === undefined) throw new ApiError('alignment-unknown')
      const speaking = { id: parameters.alignment, company, by: personOf(permission) }
      return answerOf(await performSettlement(deps, speaking, body, known.from))
    },
    'alignment.list': async ({ permission }) => {
      const found = await listAlignments(deps.db, chosenCompany(permission))
      return { alignments: found.map(answerOf) }
    },
  }
}

/** Whose account licenses go to is a person's word. @throws ApiError `person-needed` */
function personOf({ principal }: Permission): UserId {
  if (principal?.kind !== 'person') throw new ApiError('person-needed')
  return principal.user
}

function answerOf({ id, serial, from, to, proposed, settled }: Alignment): AlignmentAnswer {
  return {
    id,
    serial,
    from,
    to,
    proposedBy: proposed.by,
    proposedAt: proposed.at.toISOString(),
    words: proposed.words,
    outcome: settled?.outcome ?? 'waiting',
    settledBy: settled?.by ?? null,
    settledAt: settled?.at.toISOString() ?? null,
    settledWords: settled?.words ?? null,
  }
}
