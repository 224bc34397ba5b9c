import type { LocalTransfer } from '@undongle/core/api/local/transfer'

type WaitingFor = NonNullable<LocalTransfer['waitingFor']>

/** What is said about a wait: one set of sentences for each reason that calls for something else to be done. */
export type Wait =
  | WaitingFor
  | 'dongle-service'
  | 'dongle-held'
  | 'cloud-restored'
  | 'courier'
  | 'held'
  | 'plan-changed'
  | 'own-permit'

type Run = Pick<LocalTransfer, 'problem' | 'drain'>

/** Decides what is said, so that no sentence claims more than is known. @param self this License Server */
export function waitOf({ problem, drain }: Run, waitingFor: WaitingFor, self: string | undefined): Wait {
  switch (waitingFor) {
    case 'dongle':
      return dongleWait(problem?.code)
    case 'cloud':
      if (problem === null) return 'cloud-restored'
      if (problem.code === 'courier-waiting') return 'courier'
      return problem.code === 'cloud-unreachable' ? 'cloud' : 'held'
    case 'confirmation':
      return problem?.code === 'plan-changed' ? 'plan-changed' : 'confirmation'
    case 'permits':
      return (drain?.holders ?? []).every(({ licenseServer }) => licenseServer === self) ? 'own-permit' : 'permits'
    case 'pin':
    case 'sign-in':
    case 'support':
    case 'owner':
    case 'seats':
    case 'time':
      return waitingFor
  }
}

/** Only a dongle that is gone can be put back. */
function dongleWait(code: string | undefined): Wait {
  switch (code) {
    case 'dongle-service-off':
      return 'dongle-service'
    case undefined:
    case 'dongle-not-found':
    case 'dongle-removed':
    case 'dongle-replaced':
      return 'dongle'
    default:
      return 'dongle-held'
  }
}

/** When a drain goes on by itself at the latest: each permit has ended by then, and the time to object is over. */
export function latestEnd({ holders, notBefore }: NonNullable<LocalTransfer['drain']>): string | undefined {
  return [...holders.map(({ until }) => until), ...(notBefore === null ? [] : [notBefore])].toSorted().at(-1)
}
