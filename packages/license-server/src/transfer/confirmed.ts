import { utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import type { DongleSession } from '../dongle/driver.ts'

/**
 * The orders that the cloud gave, or gave again, while a dongle stayed plugged in. A token may lose its newest state when power fails,
 * so that an order in a journal may be dead without a trace on it (docs/decisions/0008): such an order waits for the cloud's word in
 * the session it is carried out in. Kept in memory alone: a session ends with the process, and when the dongle leaves.
 */
export class ConfirmedOrders {
  readonly #bySession = new WeakMap<DongleSession, string>()

  note(session: DongleSession, order: string): void {
    this.#bySession.set(session, hashBytes(utf8(order)))
  }

  has(session: DongleSession, order: string): boolean {
    return this.#bySession.get(session) === hashBytes(utf8(order))
  }
}
