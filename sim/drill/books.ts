import { minuteMs } from '@undongle/core/time'

/** A seat that an application was given just now: by a lease that ends then, by the cloud's clock. */
interface Given {
  readonly nowMs: number
  readonly endsMs: number
}

/** No clock on a customer's machine is better than this (PROTOCOL, "Leases"). */
const clockToleranceMs = 5 * minuteMs

/** Who may work, as seen from outside: what each application was given, and until when that is good. */
export class Books {
  readonly #seats: number
  readonly #untilMs = new Map<string, number>()
  readonly wrong: string[] = []
  asks = 0
  /** The most that could work at one moment. */
  mostInUse = 0
  /** The last moment at which more could work than seats were bought. */
  overUntilMs: number | undefined

  constructor(seats: number) {
    this.#seats = seats
  }

  given(machine: string, { nowMs, endsMs }: Given): void {
    this.asks++
    if (nowMs > endsMs + clockToleranceMs) this.wrong.push(`${machine} works ${nowMs - endsMs} ms beyond its lease`)
    this.#untilMs.set(machine, endsMs)
    this.#count(nowMs)
  }

  /** @param isOwed its lease is good still: then nobody may say no */
  refused(machine: string, { nowMs, why, isOwed }: { nowMs: number; why: string; isOwed: boolean }): void {
    this.asks++
    this.#count(nowMs)
    if (isOwed) this.wrong.push(`${machine} is refused (${why}) at ${new Date(nowMs).toISOString()}`)
    this.#untilMs.delete(machine)
  }

  isHeld(machine: string, nowMs: number): boolean {
    return (this.#untilMs.get(machine) ?? 0) > nowMs
  }

  working(nowMs: number): number {
    return [...this.#untilMs.values()].filter((endsMs) => endsMs > nowMs).length
  }

  #count(nowMs: number): void {
    const working = this.working(nowMs)
    this.mostInUse = Math.max(this.mostInUse, working)
    if (working > this.#seats) this.overUntilMs = nowMs
  }
}
