import { ApiError, toProblem } from '@undongle/core/api/error'
import type { ApiErrorCode } from '@undongle/core/api/errors'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import { toApiError } from '../http/problem.ts'
import type { ReadDongle } from './desk.ts'
import type { DongleRef, DongleWay } from './driver.ts'
import { DongleError } from './error.ts'
import type { DongleRecord } from './reader.ts'

/** All that can be said of a dongle before it is read. */
export type KnownDongle = Pick<SeenDongle, 'dongle' | 'key' | 'serial' | 'label' | 'driver'>

/** A dongle with nothing of ours on it: of class B, without a key, known to the cloud by its serial. */
export async function readRecorded(
  ref: DongleRef & { readonly way: DongleWay },
  known: KnownDongle,
  observe: (key: string) => Promise<DongleRecord>,
): Promise<ReadDongle> {
  if (ref.way === 'presence') return withProblem(ref, known, 'dongle-only-seen')
  if (ref.way === 'runtime-missing') return withProblem(ref, known, 'dongle-runtime-missing')
  try {
    const record = await observe(ref.key)
    if (record.serial !== ref.serial) throw new DongleError('replaced', ref.key)
    return record.complete ? ready(ref, known, record) : withProblem(ref, known, 'dongle-incomplete')
  } catch (error) {
    const failure = toApiError(error)
    return { ...withProblem(ref, known, failure.code), failure }
  }
}

const grade = { class: 'B', crashSafe: false, tamperProof: false } as const
const nothingOfOurs = { pin: 'none', generation: null } as const satisfies Partial<SeenDongle>

function ready(ref: DongleRef, known: KnownDongle, { serial, entries }: DongleRecord): ReadDongle {
  const { name, version } = known.driver
  // A token that is known by its serial tells of no licenses at all.
  const told = name === 'pkcs11' ? {} : { told: { verified: verifiedAs(name), entries } }
  return {
    ref,
    evidence: { serial, key: null, list: null, driver: { name, version }, grade },
    list: undefined,
    shown: { ...known, ...nothingOfOurs, licenses: [], state: 'ready', problem: null, grade, ...told },
  }
}

function withProblem(ref: DongleRef, known: KnownDongle, code: ApiErrorCode): ReadDongle {
  const state = ref.way === 'record' ? (code === 'dongle-incomplete' ? 'incomplete' : 'error') : 'unread'
  const failure = new ApiError(code)
  const problem = toProblem(failure, '')
  const shown: SeenDongle = { ...known, ...nothingOfOurs, licenses: [], state, problem, grade: null }
  return { ref, evidence: undefined, list: undefined, failure, shown }
}

/** What is known of a driver's way of reading: none of these was run on hardware. */
function verifiedAs(driver: string): NonNullable<SeenDongle['told']>['verified'] {
  switch (driver) {
    case 'sentinel-acc':
      return 'public-samples'
    case 'codemeter-cmu':
      return 'partly'
    default:
      return 'outside'
  }
}
