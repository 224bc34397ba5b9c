import type { Pause } from '../packages/license-server/src/transfer/pause.ts'

interface Planned {
  readonly atMs: number
  readonly order: number
  readonly act: () => void
}

/**
 * The one clock and the one queue of a simulated world. Whatever takes time stands here until its moment; between two
 * moments everything that can go on without waiting has gone on, so that a seed always runs the same way.
 */
export class Schedule {
  nowMs: number
  steps = 0
  /** Days pass faster when nobody hurries: every pause of a background loop is so many times as long. */
  slowness = 1
  readonly #queue: Planned[] = []
  #planned = 0

  constructor(startMs: number) {
    this.nowMs = startMs
  }

  /** @returns how to take it back */
  after(delayMs: number, act: () => void): () => void {
    const planned = { atMs: this.nowMs + delayMs, order: this.#planned++, act }
    this.#queue.splice(this.#placeOf(planned.atMs), 0, planned)
    return () => {
      const index = this.#queue.indexOf(planned)
      if (index >= 0) this.#queue.splice(index, 1)
    }
  }

  passes(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(delayMs, resolve)
    })
  }

  /** The production code's pause, on this clock. */
  pause(delayMs: number): Pause {
    let end = (): void => undefined
    const over = new Promise<void>((resolve) => {
      const takeBack = this.after(delayMs * this.slowness, resolve)
      end = () => {
        takeBack()
        resolve()
      }
    })
    return { over, end }
  }

  /** Runs what is planned until the moment, one thing after the other. @param after told after each; true ends it */
  async runUntil(untilMs: number, after: () => boolean): Promise<void> {
    for (;;) {
      const first = this.#queue.at(-1)
      if (first === undefined || first.atMs > untilMs) break
      this.#queue.pop()
      this.nowMs = first.atMs
      this.steps++
      first.act()
      await settled()
      if (after()) return
    }
    this.nowMs = Math.max(this.nowMs, untilMs)
  }

  /** The queue is kept with the next thing last; of two at one moment the one planned first comes first. */
  #placeOf(atMs: number): number {
    let [low, high] = [0, this.#queue.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#queue[middle]?.atMs ?? 0) > atMs) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Everything that waits for nothing but promises has gone on when a new turn of the event loop begins. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
