import { type Order, orderedPositions } from '@undongle/core/document/order'
import { licenseStateAt, type StateAct, type StateValue } from '@undongle/core/dongle/state'
import { base64url, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import type { CancelRequest, DongleReceipt } from './driver.ts'
import { DongleError } from './error.ts'
import type { Standing } from './look.ts'
import { parseOrder } from './order.ts'

// What may be done to a dongle, decided from its state alone: the same for objects on a token and for an applet that changes itself.

/** An order to carry out, and the name it goes by on the dongle. */
export interface AskedRetire {
  readonly order: Order
  readonly bytes: Uint8Array
  readonly hash: string
}

export function parseRetire(document: string): AskedRetire {
  const bytes = utf8(document)
  return { order: parseOrder(document), bytes, hash: hashBytes(bytes) }
}

/** @returns the receipt when this order was carried out before */
export function repeatedRetire({ current }: Standing, { hash }: AskedRetire): DongleReceipt | undefined {
  const { away, last } = current.body
  const done = away.some((entry) => entry.order === hash) || (last.act === 'retire' && last.order === hash)
  return done ? { value: base64url(current.bytes) } : undefined
}

export function retireAct(current: StateValue, { order, hash }: AskedRetire): Extract<StateAct, { act: 'retire' }> {
  const { body } = current
  if (order.dongle !== body.dongle) throw new DongleError('order-mismatch', 'made for another dongle')
  if (order.list !== body.list) throw new DongleError('order-mismatch', 'made for another license list')
  expectGeneration(order.generation, body.generation)
  const positions = orderedPositions(order)
  const lines = positions.filter((line) => licenseStateAt(body, line).state === 'on')
  if (lines.length === 0 && positions.length > 0)
    throw new DongleError('order-mismatch', 'nothing it names is on this dongle')
  const { transfer, until } = order
  return { act: 'retire', transfer, order: hash, lines, until }
}

export function repeatedCancel({ current }: Standing, { transfer }: CancelRequest): DongleReceipt | undefined {
  const { last } = current.body
  return last.act === 'cancel' && last.transfer === transfer ? { value: base64url(current.bytes) } : undefined
}

export function cancelAct(current: StateValue, request: CancelRequest): Extract<StateAct, { act: 'cancel' }> {
  const { generation, last } = current.body
  expectGeneration(request.generation, generation)
  if (last.act === 'retire' && (last.transfer === request.transfer || !request.certificateAtHand)) {
    throw new DongleError('order-mismatch', 'the last order was carried out and has no certificate yet')
  }
  return { act: 'cancel', transfer: request.transfer }
}

function expectGeneration(asked: number, stands: number): void {
  if (asked === stands) return
  throw new DongleError('generation-mismatch', `asked for generation ${asked}, the dongle stands at ${stands}`)
}
