import type { DeclarationAnswer } from '@undongle/core/api/declaration'
import { ApiError } from '@undongle/core/api/error'
import type { TransferId } from '@undongle/core/id'
import type { Declaration } from '@undongle/core/transfer/declare'
import { type Deps, inCompany } from '../deps.ts'
import { chosenCompany, type Permission } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import type { CertificateLog } from '../log/log.ts'
import { approveCorrection, proposeCorrection } from './correct.ts'
import { approveForce, type Declaring, proposeForce } from './force.ts'
import { listDeclarations } from './store.ts'

type DeclarationEndpoint =
  | 'force.propose'
  | 'force.approve'
  | 'correction.propose'
  | 'correction.approve'
  | 'declaration.list'

/**
 * What two of the vendor's operators declare together. No dongle and no journal has a word of theirs, so they are told that it is done only
 * when it stands in the register and the log: a restored cloud then knows no less than they were shown.
 */
export function declarationEndpoints(
  deps: Deps,
  certificateLog: Pick<CertificateLog, 'sequence'>,
): Pick<Endpoints, DeclarationEndpoint> {
  const logged = async <Done>(done: Promise<Done>): Promise<Done> => {
    const result = await done
    await certificateLog.sequence()
    return result
  }
  return {
    'force.propose': async ({ permission, parameters, body }) =>
      answerOf(await proposeForce(deps, declaringOf(permission, parameters.transfer), body.reason)),
    'force.approve': ({ permission, parameters }) =>
      logged(approveForce(deps, declaringOf(permission, parameters.transfer))),
    'correction.propose': async ({ permission, parameters, body }) =>
      answerOf(await proposeCorrection(deps, declaringOf(permission, parameters.transfer), body)),
    'correction.approve': ({ permission, parameters }) =>
      logged(approveCorrection(deps, declaringOf(permission, parameters.transfer))),
    'declaration.list': async ({ permission }) => {
      const company = chosenCompany(permission)
      const found = await inCompany(deps, company, (tx) => listDeclarations(tx, company))
      return { declarations: found.map(answerOf) }
    },
  }
}

/** A token is nobody in particular: two persons have to be two persons. @throws ApiError `person-needed`, `company-not-chosen` */
function declaringOf(permission: Permission, transfer: TransferId): Declaring {
  const { principal } = permission
  if (principal?.kind !== 'person') throw new ApiError('person-needed')
  return { company: chosenCompany(permission), transfer, operator: principal.user }
}

function answerOf(declaration: Declaration): DeclarationAnswer {
  const { transfer, reason, by, at, approved } = declaration
  const shared = {
    transfer,
    reason,
    proposedBy: by,
    proposedAt: at.toISOString(),
    approvedBy: approved?.by ?? null,
    approvedAt: approved?.at.toISOString() ?? null,
  }
  if (declaration.act === 'force') return { ...shared, act: 'force' }
  const { corrects, to, contact } = declaration
  return { ...shared, act: 'correction', corrects, to, contact }
}
