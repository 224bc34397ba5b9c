import { type CarriedOperation, isCarried } from '@undongle/core/courier/carried'
import { utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { hourMs, minuteMs } from '@undongle/core/time'
import type { PackedMessage } from './bag.ts'

/** A call of the cloud, as the client was asked to make it. */
export interface AskedCall {
  readonly operation: CarriedOperation
  readonly parameters: Record<string, string>
  readonly query: Record<string, string>
  readonly body: string | null
}

/** What is asked for with every file anyway, and never by itself. */
const newsOperations: readonly CarriedOperation[] = ['line.list', 'license.list']

export const isPacked = (operation: string): operation is CarriedOperation =>
  isCarried(operation) && !newsOperations.includes(operation)

/** What only looks, and may be looked at again for a while. */
const lookOperations: readonly CarriedOperation[] = ['username.check', 'transfer.preview', 'certificate.read']
export const isLook = (operation: CarriedOperation): boolean => lookOperations.includes(operation)

/** A look is worth a day: then the dongle, the contract or the wave may have changed. A refusal is told for a while, and may be put right. */
const lookHours = 24
const refusedLookMinutes = 10

export function isStale({ operation, reply }: PackedMessage, now: Date): boolean {
  if (reply === null || !isLook(operation)) return false
  const worthMs = reply.status >= 400 ? refusedLookMinutes * minuteMs : lookHours * hourMs
  return now.getTime() - Date.parse(reply.at) > worthMs
}

/**
 * What makes two calls the same one. A look is what it asks. A deed is named by its address: tried again it has a new attestation, which
 * says the same, and the first one is under way already. A lease is asked for under a new id after a restart, and is the same wish.
 */
export function keyOf({ operation, parameters, query, body }: AskedCall): string {
  const address = JSON.stringify([parameters, query])
  if (operation === 'lease.put') return `${operation} ${hashBytes(utf8(body ?? ''))}`
  const named = isLook(operation) ? `${address} ${body ?? ''}` : address
  return `${operation} ${hashBytes(utf8(named))}`
}
