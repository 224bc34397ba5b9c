import type { Cause } from '@undongle/core/doctor/finding'
import { toApiError } from '../http/problem.ts'

/** The last "no" that an application of this machine got, until the same product is served. */
export class RefusedSeats {
  #last: Cause | undefined

  /** Of which product, and why; null when there is none. */
  get last(): Cause | null {
    return this.#last ?? null
  }

  /** Watches one asking. @throws whatever it throws */
  async watch<Answer>(product: string, asked: Promise<Answer>): Promise<Answer> {
    try {
      const answer = await asked
      if (this.#last?.about === product) this.#last = undefined
      return answer
    } catch (error) {
      const { code, message } = toApiError(error)
      this.#last = { about: product, code, say: message }
      throw error
    }
  }
}
