import type { LocalTransfer } from '../api/local/transfer.ts'
import { phases, phaseWordsOf } from './phase.ts'
import { resultWords } from './words.ts'

/** How a transfer stands, in whole sentences that stay true when an answer was lost. */
export interface Standing {
  readonly say: string
  /** What can be used meanwhile; empty when it is over. */
  readonly usable: string
  readonly next: string
}

type WaitingFor = NonNullable<LocalTransfer['waitingFor']>

/** What is waited for, after "waiting for". */
const awaited = {
  dongle: 'the dongle',
  pin: 'the PIN of the dongle',
  cloud: 'the cloud',
  'sign-in': 'somebody to sign in',
  confirmation: 'your confirmation',
  support: 'support',
  permits: 'the permits of other machines to end',
  owner: 'objections: a serial alone proves little',
  seats: 'the applications that have a seat from the dongle',
  time: 'the time that was chosen',
} as const satisfies Record<WaitingFor, string>

/** Says what is known, and no more: never that nothing was moved, where an answer may have been lost. */
export function standingOf(transfer: LocalTransfer): Standing {
  const { result, cancel, waitingFor } = transfer
  if (result !== null) {
    const { title, say, next } = resultWords[result]
    return { say: `${title}. ${say}`, usable: '', next }
  }
  const isHeld = waitingFor === 'seats' || waitingFor === 'time'
  const goesOn = cancel === 'asked' ? 'Being cancelled' : isHeld ? 'Not begun yet' : 'Safe, still finishing'
  const say = waitingFor === null ? doing(transfer) : `${goesOn}: waiting for ${awaited[waitingFor]}.`
  return { say, usable: usable(transfer), next: nextOf(transfer) }
}

function doing({ phase, cancel, dongle }: LocalTransfer): string {
  if (cancel === 'asked') return 'Being cancelled: the dongle writes so, then the cloud is told.'
  const next = phases[phase === null ? 0 : phases.indexOf(phase) + 1]
  return next === undefined ? 'Finishing.' : `${phaseWordsOf(dongle.class)[next].doing}.`
}

function usable({ unavailable, phase, dongle }: LocalTransfer): string {
  if (unavailable) {
    if (dongle.class === 'B')
      return 'This machine has given its permit back: until the cloud answers, an application that starts here may be refused.'
    return phase === 'retired'
      ? 'The licenses have left the dongle. They can be used again as soon as the cloud has its receipt.'
      : 'The dongle may have given its licenses away already. They can be used again when this is known.'
  }
  return dongle.class === 'B'
    ? 'The licenses can be used from the dongle meanwhile, where a permit is held.'
    : 'The licenses can be used from the dongle meanwhile.'
}

function nextOf({ waitingFor, dongle, id }: LocalTransfer): string {
  switch (waitingFor) {
    case 'dongle':
      return `Put dongle ${dongle.label} (serial ${dongle.serial}) back, here or on any other machine that sees it.`
    case 'pin':
      return `Enter the PIN of dongle ${dongle.label} (serial ${dongle.serial}).`
    case 'cloud':
      return 'Nothing to do: it is tried again by itself, without end.'
    case 'sign-in':
      return 'Sign in under ONLINE LICENSING.'
    case 'confirmation':
      return 'Look at the plan and confirm it once more.'
    case 'support':
      return `Tell support this id: ${id}.`
    case 'permits':
      return 'Give the permit back on the other machine, or wait until it ends.'
    case 'seats':
    case 'time':
      return 'Nothing to do: it begins by itself. It can also be begun now; whoever has a seat is carried over.'
    case 'owner':
    case null:
      return 'Nothing to do: it goes on by itself.'
  }
}
