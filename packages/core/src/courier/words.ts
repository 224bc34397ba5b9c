import type { CarriedOperation } from './carried.ts'

/** What each message is about, for whoever carries it: on the pages and in the command line. */
export const courierWords: Readonly<Record<CarriedOperation | 'sign-in', string>> = {
  'sign-in': 'Sign this machine in',
  'line.list': 'News of the product lines',
  'license.list': 'News of the licenses',
  'username.check': 'Check a username',
  'transfer.preview': 'What moves off a dongle (1 of 3)',
  'transfer.open': 'The order for a dongle (2 of 3)',
  'transfer.commit': 'The receipt of a dongle (3 of 3)',
  'cancel.put': 'Cancel a transfer',
  'transfer.move': 'Move the licenses of a read-only dongle',
  'transfer.cancel': 'Cancel a transfer',
  'permit.put': 'A permit for a dongle',
  'permit.give-back': 'Give a permit back',
  'certificate.read': 'A certificate with its place in the log',
  'lease.put': 'Borrow a seat',
  'lease.release': 'Give a seat back',
}
