import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { Status } from '@undongle/core/api/local/status'
import type { TransferId } from '@undongle/core/id'

/** The one thing HOME offers to do next. */
export type NextStep =
  | { readonly step: 'openTransfer'; readonly transfer: TransferId }
  | { readonly step: 'signIn' }
  | { readonly step: 'enableDongle' }
  | { readonly step: 'transfer'; readonly dongle: SeenDongle }
  | { readonly step: 'plugIn' }

/** A dongle is worth moving when it can be read and something is still on it; one without a list of ours leaves that to the contract. */
export const isReady = (dongle: SeenDongle): boolean =>
  dongle.state === 'ready' && (dongle.told !== undefined || dongle.licenses.some((entry) => entry.state === 'on'))

export function nextStepOf(status: Status, dongles: readonly SeenDongle[]): NextStep {
  const [running] = status.running
  if (running !== undefined) return { step: 'openTransfer', transfer: running }
  const ready = dongles.find(isReady)
  if (ready !== undefined && status.signIn.state === 'signed-in') return { step: 'transfer', dongle: ready }
  if (status.signIn.state !== 'signed-in') return { step: 'signIn' }
  return status.dongleService.enabled ? { step: 'plugIn' } : { step: 'enableDongle' }
}
