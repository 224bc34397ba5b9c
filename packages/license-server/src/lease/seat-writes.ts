import { type SeatBook, withSeats } from '../journal/seats.ts'
import type { Store } from '../journal/store.ts'
import { Groups, type Outcome } from './groups.ts'

type Work = (book: SeatBook) => unknown

/** Resolves when everything that has arrived by now was read: in Node, at the end of this turn of the event loop. */
export type Turn = () => Promise<void>

export const endOfTurn: Turn = () => new Promise((resolve) => setImmediate(resolve))

/**
 * Changes of seats, on disk before anybody is told. The store writes while nothing else runs; so whatever arrived meanwhile goes into one
 * transaction and costs one fsync together.
 */
export class SeatWrites {
  readonly #groups: Groups<Work, unknown>

  constructor(store: Store, now: () => Date, turn: Turn) {
    this.#groups = new Groups(async (works) => {
      await turn()
      return withSeats(store, now(), (book) => works.map((work) => outcomeOf(work, book)))
    })
  }

  /** @param work throws only before it has written anything: then it alone is refused */
  run<Result>(work: (book: SeatBook) => Result): Promise<Result> {
    return this.#groups.ask(work) as Promise<Result>
  }
}

function outcomeOf(work: Work, book: SeatBook): Outcome<unknown> {
  try {
    return { answer: work(book) }
  } catch (refusal) {
    return { refusal }
  }
}
