/** How much somebody may ask at once, and how fast that comes back. */
export interface AllowanceLimits {
  readonly atOnce: number
  readonly refillMs: number
}

const keptNames = 10_000

/** Counts what each asker has left: many requests at once are fine, many all the time are not. */
export class Allowances {
  readonly #limits: AllowanceLimits
  readonly #spent = new Map<string, { readonly amount: number; readonly at: number }>()

  constructor(limits: AllowanceLimits) {
    this.#limits = limits
  }

  /** @returns whether there was something left to take */
  take(name: string, now: Date): boolean {
    const amount = this.#spentBy(name, now)
    if (amount + 1 > this.#limits.atOnce) return false
    if (this.#spent.size >= keptNames) this.#spent.clear()
    this.#spent.set(name, { amount: amount + 1, at: now.getTime() })
    return true
  }

  has(name: string, now: Date): boolean {
    return this.#spentBy(name, now) + 1 <= this.#limits.atOnce
  }

  #spentBy(name: string, now: Date): number {
    const spent = this.#spent.get(name)
    if (spent === undefined) return 0
    const passedMs = Math.max(0, now.getTime() - spent.at)
    return Math.max(0, spent.amount - passedMs / this.#limits.refillMs)
  }
}
