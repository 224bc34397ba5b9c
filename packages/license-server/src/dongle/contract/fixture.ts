import type { DongleService } from '../host/service.ts'

/** What a driver's tests bring: real dongles of that driver, and hands to pull and spoil them. */
export interface DriverFixture {
  /** Services are stopped with the fixture. */
  start(settings?: { readOnly?: boolean; roomLimitBytes?: number; pollMs?: number }): DongleService
  /** An empty dongle, plugged in: its key still has to be made. */
  blank(name: string): Promise<BlankDongle>
  unplug(dongle: BlankDongle): Promise<void>
  plug(dongle: BlankDongle): Promise<void>
  /** The object's bytes, read by another program than the driver; null when there is none. */
  readObject(dongle: BlankDongle, name: string): Promise<Uint8Array | null>
  writeObject(dongle: BlankDongle, name: string, value: Uint8Array): Promise<void>
  removeObject(dongle: BlankDongle, name: string): Promise<void>
  stop(): Promise<void>
}

export interface BlankDongle {
  key: string
  name: string
  /** Undefined where there is none. */
  pin: string | undefined
}
