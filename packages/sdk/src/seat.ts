import { fullJitterMs } from './jitter.ts'
import type { Right, Seat, SeatEvents } from './license.ts'
import { LicenseError } from './license-error.ts'
import type { Places } from './places.ts'
import { renewDelayMs, type TakeLeaseDeps, type Taken } from './take-lease.ts'

export interface SeatDeps extends Pick<TakeLeaseDeps, 'readClock'> {
  readonly places: Places
  readonly random: () => number
}

/** A seat with its timer: each renewal plans the next. */
export class RunningSeat implements Seat {
  readonly #deps: SeatDeps
  #taken: Taken
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #ended = false
  #renewing: Promise<void> = Promise.resolve()
  readonly #listeners: { [Name in keyof SeatEvents]: Set<(event: SeatEvents[Name]) => void> } = {
    renewed: new Set(),
    warning: new Set(),
    lost: new Set(),
  }

  constructor(deps: SeatDeps, taken: Taken) {
    this.#deps = deps
    this.#taken = taken
    this.#plan()
  }

  get right(): Right {
    return this.#taken.right
  }

  on<Name extends keyof SeatEvents>(name: Name, listener: (event: SeatEvents[Name]) => void): () => void {
    this.#listeners[name].add(listener)
    return () => this.#listeners[name].delete(listener)
  }

  renew(): Promise<void> {
    this.#renewing = this.#renewing.then(() => (this.#ended ? undefined : this.#renewOnce()))
    return this.#renewing
  }

  close(): void {
    this.#ended = true
    clearTimeout(this.#timer)
  }

  async release(): Promise<void> {
    this.close()
    await this.#renewing
    await this.#deps.places.release()
  }

  async #renewOnce(): Promise<void> {
    clearTimeout(this.#timer)
    const before = this.right
    try {
      this.#taken = await this.#deps.places.take()
      this.#failures = this.#taken.renewAfter === null ? this.#failures + 1 : 0
    } catch (error) {
      if (!isUntrusted(error)) return this.#lose(error)
      // An answer nobody vouches for is worth as much as none: the seat goes on until its own end.
      this.#failures++
      if (this.right.until.getTime() <= this.#deps.readClock().wallMs) return this.#lose(error)
    }
    if (this.#ended) return
    this.#emit('renewed', this.right)
    if (isNewWarning(before, this.right)) this.#emit('warning', this.right)
    this.#plan()
  }

  #lose(error: unknown): void {
    this.close()
    const reason = error instanceof LicenseError ? error : new LicenseError('internal-error', { detail: String(error) })
    this.#emit('lost', reason)
  }

  #plan(): void {
    const { readClock, random } = this.#deps
    const { renewAfter, retryAfterMs, right } = this.#taken
    const now = new Date(readClock().wallMs)
    const wait =
      renewAfter === null || this.#failures > 0
        ? Math.max(fullJitterMs(this.#failures, random()), retryAfterMs * (1 + random() / 2))
        : renewDelayMs(renewAfter, now, random())
    const left = Math.max(right.until.getTime() - now.getTime(), 1000)
    this.#timer = setTimeout(() => void this.renew(), Math.min(wait, left))
    // A seat alone does not keep a Node process running; in a browser a timer is a number.
    if (typeof this.#timer === 'object') this.#timer.unref()
  }

  #emit<Name extends keyof SeatEvents>(name: Name, event: SeatEvents[Name]): void {
    for (const listener of this.#listeners[name]) listener(event)
  }
}

const isUntrusted = (error: unknown): boolean =>
  error instanceof LicenseError && (error.code === 'document-refused' || error.code === 'lease-rolled-back')

const isNewWarning = (before: Right, after: Right): boolean =>
  (after.warning !== null && after.warning !== before.warning) || (after.clockBehind && !before.clockBehind)
