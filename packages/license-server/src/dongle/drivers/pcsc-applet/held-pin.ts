import type { PinEntry } from '../../driver.ts'
import { DongleError } from '../../error.ts'
import type { Applet } from './applet.ts'

const pinHeldMs = 15 * 60 * 1000
const pinLengths = { least: 4, most: 16 }

/** A PIN in this process's memory, for one open session. The card has it only as long as one act: it forgets it when it is chosen anew. */
export class HeldPin {
  #pin: Uint8Array | undefined
  #timer: NodeJS.Timeout | undefined

  hold({ pin }: PinEntry): void {
    this.drop()
    const bytes = new TextEncoder().encode(pin)
    if (bytes.length < pinLengths.least || bytes.length > pinLengths.most)
      throw new DongleError('unsupported', 'a PIN of 4 to 16 bytes is needed')
    this.#pin = bytes
    this.#timer = setTimeout(() => this.drop(), pinHeldMs).unref()
  }

  drop(): void {
    clearTimeout(this.#timer)
    this.#pin?.fill(0)
    this.#pin = undefined
  }

  /** Tells the card. A PIN that is wrong is never tried twice. */
  tell(applet: Applet): void {
    if (this.#pin === undefined) throw new DongleError('pin-needed')
    try {
      applet.verifyPin(this.#pin)
    } catch (error) {
      this.drop()
      throw error
    }
  }
}
