import type { CarriedOperation } from './carried.ts'

/** What each message is about, for whoever carries it: on the pages and in the command line. */
export const courierWords = {
  'sign-in': 'Sign this machine in',
  news: 'What is new at the license cloud',
  username: 'Check a username',
  plan: 'Transfer, way 1 of 3: what moves off the dongle',
  order: 'Transfer, way 2 of 3: the order for the dongle',
  receipt: 'Transfer, way 3 of 3: the dongle’s receipt',
  move: 'Transfer of a dongle that can only be read',
  cancel: 'Cancel a transfer',
  permit: 'The permit to work from a dongle',
  certificate: 'A certificate with its place in the public log',
  seat: 'Borrow a seat, or give it back',
} as const
type CourierSubject = keyof typeof courierWords

const subjects: Readonly<Record<CarriedOperation | 'sign-in', CourierSubject>> = {
  'sign-in': 'sign-in',
  'line.list': 'news',
  'license.list': 'news',
  'username.check': 'username',
  'transfer.preview': 'plan',
  'transfer.open': 'order',
  'transfer.commit': 'receipt',
  'cancel.put': 'cancel',
  'transfer.move': 'move',
  'transfer.cancel': 'cancel',
  'permit.put': 'permit',
  'permit.give-back': 'permit',
  'certificate.read': 'certificate',
  'lease.put': 'seat',
  'lease.release': 'seat',
}

export const subjectOf = (operation: CarriedOperation | 'sign-in'): CourierSubject => subjects[operation]
