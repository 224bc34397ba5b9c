import { splitDocument } from '@undongle/core/document/jws'
import { type Order, orderSchema } from '@undongle/core/document/order'
import { orderSizeBytes } from '@undongle/core/dongle/limits'
import { DongleError } from './error.ts'

/** Reads an order's words. Its signature was checked by the License Server, which knows the cloud's keys; a driver has none. */
export function parseOrder(document: string): Order {
  if (document.length > orderSizeBytes) throw new DongleError('order-mismatch', 'the order is too large')
  const split = splitDocument(document, 'order')
  const order = split.ok ? orderSchema.safeParse(split.document.payload) : undefined
  if (order?.success !== true) throw new DongleError('order-mismatch', 'this is not an order')
  return order.data
}
