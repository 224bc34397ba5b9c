import type { DongleRef, DongleWay, DriverAvailability } from './driver.ts'

// What a driver offers that keeps nothing of ours on a dongle: it sees dongles, and may ask their own runtime what is on them.
// All of them are of class B. What they tell is evidence and shown; the contract says what is credited [Q81].

/** A dongle that a reader sees. */
export interface FoundDongle extends Omit<DongleRef, 'driver' | 'id' | 'way'> {
  way: DongleWay
}

/** One thing that a dongle's runtime says is on it, in its own words. */
export interface RecordEntry {
  /** The vendor's own number of it, such as a feature id. */
  code: string
  name: string
  /** When it ends, as the runtime writes it; empty when it says nothing. */
  ends: string
}

/** What a dongle's runtime said of it at one moment. */
export interface DongleRecord {
  serial: string
  firmware: string
  /** False means: there may be more on it than was understood. */
  complete: boolean
  entries: RecordEntry[]
  /** Lines that were not understood, as they came. */
  unread: string[]
}

export interface DongleReader {
  readonly name: string
  available(): Promise<DriverAvailability>
  list(): Promise<FoundDongle[]>
  /** Reads it now. Fails with a DongleError: `removed`, `disabled`, `incomplete`, `driver-unavailable`, `timed-out`, `unsupported`. */
  observe(key: string): Promise<DongleRecord>
}

/** What a device can say is bounded before it goes anywhere. */
export const recordLimits = { entries: 256, unreadLines: 64, wordLength: 200 } as const
