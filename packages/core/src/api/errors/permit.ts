import type { ErrorRow } from './row.ts'

/** Dongles that can only be read: permits, drains, epochs. */
export const permitErrors = {
  'possession-unproven': {
    status: 409,
    say: 'A serial alone does not prove that you have this dongle.',
    next: 'Try again three days after it was first plugged in here. It keeps working meanwhile.',
  },
  'dongle-of-other-company': {
    status: 409,
    say: 'This dongle belongs to another company.',
    next: 'Sign in with that company’s account, or contact support.',
  },
  'permit-draining': {
    status: 409,
    say: 'The licenses of this dongle are on their way into your account, so no machine may begin to use it.',
    next: 'Wait for the transfer to finish, or call it off. Nothing is lost.',
  },
  'permit-moved': {
    status: 409,
    say: 'The licenses of this dongle are in your account.',
    next: 'Use them from there: this dongle is no longer needed.',
  },
  'permit-provisional': {
    status: 409,
    say: 'Provisional leases still serve in the place of this dongle.',
    next: 'Give them back, or wait until they end. Nothing is lost.',
  },
  'epoch-changed': {
    status: 409,
    say: 'The license cloud was restored from a backup since this License Server last spoke to it.',
    next: 'Nothing to do: the License Server checks in by itself and tries again.',
  },
  'epoch-running': {
    status: 409,
    say: 'The license cloud was restored from a backup and waits until every machine has checked in.',
    next: 'Keep your License Servers running: it goes on by itself, after ten days and three hours at the latest.',
  },
  'machines-unheard': {
    status: 409,
    say: 'The license cloud was restored from a backup, and not every License Server has said since what it holds.',
    next: 'Start each License Server that was ever signed in once, with the network, or declare it gone. A certificate that only one of them has would be contradicted.',
  },
  'permit-needed': {
    status: 409,
    say: 'This machine has no permit to use the dongle.',
    next: 'Connect this machine to the license cloud once, signed in: it gets one by itself.',
  },
  'permit-ended': {
    status: 409,
    say: 'The permit by which this machine used the dongle has ended.',
    next: 'Connect this machine to the license cloud once: it is renewed by itself.',
  },
  'no-way-back': {
    status: 409,
    say: 'This dongle cannot be used in the place of the cloud.',
    next: 'There is a way back only while the declared days of a transfer last, with its dongle plugged in.',
  },
} as const satisfies Record<string, ErrorRow>
