import type { Chance } from './chance.ts'
import type { FaultPoint } from './fault.ts'
import type { Asked } from './routes.ts'
import type { Schedule } from './schedule.ts'

/** What every part of a simulated world shares. */
export interface World {
  readonly schedule: Schedule
  readonly chance: Chance
  /** What the network does to each message of one kind. */
  readonly roads: ReadonlyMap<Asked, Road>
  /** One line of the story, for whoever has to understand a failure. */
  tell(who: string, ...what: readonly unknown[]): void
  /** Something that must happen sometimes has happened. */
  covered(what: CoveragePoint): void
  /** A process has died. */
  crashed(): void
  /** An error that no fault explains. */
  bug(who: string, error: unknown): void
}

/** Answers come late, and yet before anybody gives up waiting; or requests come a second time, when much else has happened. */
export type Road = 'slow' | 'repeating'

/** What must happen in some run of a few thousand seeds beside every single fault, or the simulation looks away from it. */
export const coveragePoints = [
  'a dongle moves to another machine',
  'a journal is lost',
  'a clock jumps',
  'a wave opens later',
  'the cloud is put back from a backup',
  'an owner puts an old state back',
  'a dongle is mended',
  'a dongle dies',
  'two operators force a transfer',
  'a cancel is asked for',
  'a transfer is cancelled',
  'a permit is given back by hand',
  'a permit comes after it was given back',
  'an application gets a seat from the dongle',
  'an application gets a seat from the cloud',
  'an application goes on with a seat from the cloud',
  'an application asks at the end of a permit',
  'a drain waits for another machine',
  'what only a serial speaks for waits',
  'a certificate is presented again',
  'two machines move one dongle at once',
  'another company asks for an open dongle',
  'an order is joined',
  'an order is confirmed again',
  'a receipt is brought again',
  'a transfer is refused',
  'a transfer ends already-moved',
  'a transfer found on a dongle is finished',
  'a transfer goes on after a restart',
] as const
export type CoveragePoint = (typeof coveragePoints)[number] | FaultPoint
