import { toApiError } from '../http/problem.ts'

/** The last "no" that an application of this machine got, until the same product is served. */
export class RefusedSeats {
  #last: { readonly product: string; readonly say: string } | undefined

  /** In words; null when there is none. */
  get last(): string | null {
    return this.#last === undefined ? null : `${this.#last.product}: ${this.#last.say}`
  }

  /** Watches one asking. @throws whatever it throws */
  async watch<Answer>(product: string, asked: Promise<Answer>): Promise<Answer> {
    try {
      const answer = await asked
      if (this.#last?.product === product) this.#last = undefined
      return answer
    } catch (error) {
      this.#last = { product, say: toApiError(error).message }
      throw error
    }
  }
}
