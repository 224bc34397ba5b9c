import type { ApiErrorCode } from '@undongle/core/api/errors'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { isReadable } from '@undongle/core/dongle/evidence'
import { minuteMs, secondMs } from '@undongle/core/time'
import type { JournaledTransfer } from '../journal/transfer.ts'
import { confirmedOf, type Drain, isHeld } from './detail.ts'

/** The one forward action of each durable state [I6]. */
export type Act = 'hold' | 'open' | 'confirm-again' | 'retire' | 'commit' | 'cancel' | 'move' | 'give-back' | 'none'

/** An order that waited longer than this is confirmed by the person again before the dongle is written (K4). */
export const confirmationMs = 15 * minuteMs

/** Decides what to do next from the journal alone: it is never wrong about what has happened, only behind, and every act may be repeated. */
export function nextAct(transfer: JournaledTransfer, now: Date): Act {
  switch (transfer.state) {
    case 'intended':
      if (isHeld(transfer)) return 'hold'
      return isReadable(confirmedOf(transfer).evidence) ? 'move' : 'open'
    case 'ordered':
      return now.getTime() - transfer.confirmedAt.getTime() > confirmationMs ? 'confirm-again' : 'retire'
    case 'retired':
      return 'commit'
    case 'cancelling':
      return 'cancel'
    case 'draining':
      return 'move'
    case 'giving-back':
      return 'give-back'
    case 'moved':
    case 'refused':
    case 'cancelled':
      return 'none'
  }
}

export type WaitingFor = NonNullable<LocalTransfer['waitingFor']>

/** What a failed act waits for. Nothing ends by a clock: it is tried again when that may have changed, and now and then. */
export function waitsFor(code: ApiErrorCode): WaitingFor {
  switch (code) {
    case 'dongle-not-found':
    case 'dongle-removed':
    case 'dongle-replaced':
    case 'dongle-service-off':
    case 'dongle-busy':
    case 'dongle-incomplete':
    case 'driver-timed-out':
    case 'driver-unavailable':
      return 'dongle'
    case 'pin-needed':
    case 'pin-wrong':
    case 'pin-wrong-few-left':
    case 'pin-last-try':
    case 'pin-locked':
      return 'pin'
    case 'not-signed-in':
    case 'machine-unknown':
    case 'machine-revoked':
      return 'sign-in'
    case 'plan-changed':
      return 'confirmation'
    case 'cloud-unreachable':
    case 'courier-waiting':
    case 'rate-limited':
    case 'internal-error':
    case 'epoch-changed':
    case 'epoch-running':
    case 'proof-refused':
    case 'nonce-stale':
    case 'journal-full':
    case 'busy':
    case 'cancel-needs-certificate':
      return 'cloud'
    case 'possession-unproven':
      return 'owner'
    default:
      return 'support'
  }
}

/** What a transfer that drains waits for: the permits of other machines, then the time to object, then a restored cloud. */
export function drainWaitsFor({ holders, notBefore }: Drain): WaitingFor {
  if (holders.length > 0) return 'permits'
  return notBefore === null ? 'cloud' : 'owner'
}

const firstRetryMs = secondMs
const lastRetryMs = 5 * minuteMs

/** Full jitter from 1 s to 5 min, so that a thousand License Servers do not come back at once. @param chance from 0 to 1 */
export function retryDelayMs(attempt: number, chance: number): number {
  const ceilingMs = Math.min(lastRetryMs, firstRetryMs * 2 ** Math.min(attempt, 16))
  return firstRetryMs / 2 + chance * ceilingMs
}
