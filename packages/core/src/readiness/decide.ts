import { isCutOver, mayUseDongle } from '../policy/cut-over.ts'
import type { TransferPolicy } from '../policy/policy.ts'

/** When an application asks whether its user can work [Q06]. */
export const moments = ['sign-in', 'update'] as const

export interface ReadinessFacts {
  readonly policy: Pick<TransferPolicy, 'cutOverVersion' | 'mandatory' | 'offeredAt' | 'licenseFreeProducts'>
  /** Of the application. */
  readonly version: string
  readonly moment: (typeof moments)[number]
  /** The product it needs to work; null is any of the line. */
  readonly product: string | null
  readonly emergency: 'on' | 'off'
  /** `unknown`: nobody is signed in, so that nobody knows whose licenses count. */
  readonly account: 'known' | 'unknown'
  /** Usable licenses of the line in the company's cloud [Q02]. */
  readonly inCloud: number
  /** Usable licenses of the line on the company's dongles, and those of dongles plugged in. */
  readonly onDongle: number
  /** Of those, how many a transfer would move now. */
  readonly movable: number
  /** Whether a wave that is to come is all that keeps them there [Q09]. */
  readonly waitsForWave: boolean
}

/** What an application is told. Add a reason here and the compiler names each place left to finish. */
export type Readiness =
  /** Nobody is nagged: the work can go on [Q03]. */
  | { readonly answer: 'ready'; readonly reason: 'license-free' | 'in-cloud' | 'on-dongle' | 'wave-to-come' }
  /** It can be put off: the dongle works meanwhile. */
  | { readonly answer: 'transfer-offered'; readonly reason: 'cut-over' | 'emergency' }
  /** No skip, no postpone [Q04]. */
  | { readonly answer: 'transfer-required'; readonly reason: 'cut-over' | 'not-signed-in' }
  /** Licensed work cannot go on [Q05]. */
  | {
      readonly answer: 'production-stop'
      readonly reason: 'no-license' | 'not-signed-in' | 'wave-to-come' | 'not-movable'
    }

/**
 * Whether the user of an application can work, and whether a transfer is shown first. Ready is who holds a license that is usable, whatever
 * single dongles answered [Q06]. No clock, no database.
 */
export function decideReadiness(facts: ReadinessFacts): Readiness {
  const { policy, version, product, emergency, inCloud, onDongle } = facts
  if (product !== null && policy.licenseFreeProducts.includes(product))
    return { answer: 'ready', reason: 'license-free' }
  if (inCloud > 0) return { answer: 'ready', reason: 'in-cloud' }
  if (onDongle === 0) return withoutLicense(facts)
  return mayUseDongle(policy, version, emergency) ? withDongle(facts) : withRefusedDongle(facts)
}

function withoutLicense({ account }: ReadinessFacts): Readiness {
  return { answer: 'production-stop', reason: account === 'unknown' ? 'not-signed-in' : 'no-license' }
}

/** The dongle works: a transfer is offered where the policy says so, and only when it would move something. */
function withDongle({ policy, version, moment, emergency, movable, waitsForWave }: ReadinessFacts): Readiness {
  const asks =
    isCutOver(policy, version) &&
    (policy.offeredAt === 'sign-in' || (policy.offeredAt === 'update' && moment === 'update'))
  if (!asks) return { answer: 'ready', reason: 'on-dongle' }
  if (movable === 0) return { answer: 'ready', reason: waitsForWave ? 'wave-to-come' : 'on-dongle' }
  return { answer: 'transfer-offered', reason: policy.mandatory && emergency === 'on' ? 'emergency' : 'cut-over' }
}

function withRefusedDongle({ account, movable, waitsForWave }: ReadinessFacts): Readiness {
  if (account === 'unknown') return { answer: 'transfer-required', reason: 'not-signed-in' }
  if (movable > 0) return { answer: 'transfer-required', reason: 'cut-over' }
  return { answer: 'production-stop', reason: waitsForWave ? 'wave-to-come' : 'not-movable' }
}
