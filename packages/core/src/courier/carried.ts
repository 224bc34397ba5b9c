import type { OperationName } from '../api/permission.ts'

/**
 * The calls that a courier carries: those that may wait for weeks and may come twice. The rest of the cloud's table needs a network; a
 * meter's points, for one, are counted at once or not at all.
 */
export const carriedOperations = [
  'line.list',
  'license.list',
  'username.check',
  'transfer.preview',
  'transfer.open',
  'transfer.commit',
  'cancel.put',
  'transfer.move',
  'transfer.cancel',
  'permit.put',
  'permit.give-back',
  'certificate.read',
  'lease.put',
  'lease.release',
] as const satisfies readonly OperationName[]
export type CarriedOperation = (typeof carriedOperations)[number]

export const isCarried = (operation: string): operation is CarriedOperation =>
  carriedOperations.some((carried) => carried === operation)

/**
 * Whether a reply is right once only: it tells how things stood when it was given, and what is done with it must not be done again later.
 * The other ones say the same for ever, or are only looked at.
 */
export const isGoodOnce = (operation: CarriedOperation): boolean =>
  operation === 'transfer.open' || operation === 'transfer.move' || operation === 'permit.put'
