import type { DongleService } from '../host/service.ts'

/** What a driver's tests bring: real dongles of that driver, and hands to pull and spoil them. */
export interface DriverFixture {
  /** Services are stopped with the fixture. */
  start(settings?: { readOnly?: boolean; roomLimitBytes?: number; pollMs?: number }): DongleService
  /** An empty dongle, plugged in: its key still has to be made. */
  blank(name: string): Promise<BlankDongle>
  unplug(dongle: BlankDongle): Promise<void>
  plug(dongle: BlankDongle): Promise<void>
  /** How often a dongle is pulled while it is read; fewer where a reader needs its time to notice. */
  readonly pulls?: number
  /** Undefined where nothing but the dongle itself changes what is on it. */
  readonly objects?: ObjectHands
  stop(): Promise<void>
}

/** Another program than the driver, which reads and spoils what is on a dongle. */
export interface ObjectHands {
  /** The object's bytes; null when there is none. */
  read(dongle: BlankDongle, name: string): Promise<Uint8Array | null>
  write(dongle: BlankDongle, name: string, value: Uint8Array): Promise<void>
  remove(dongle: BlankDongle, name: string): Promise<void>
}

export interface BlankDongle {
  key: string
  name: string
  /** Undefined where there is none. */
  pin: string | undefined
}
