import type { DongleDriver, DriverAvailability } from '../driver.ts'
import { DongleError } from '../error.ts'
import type { DongleReader, DongleRecord, FoundDongle } from '../reader.ts'

/** One of several readers that share a process. */
export interface DriverPart {
  driver: string
  availability: DriverAvailability
}

/** Any driver, as its process answers for it. */
export interface HostedDriver extends Omit<DongleDriver, 'available'> {
  observe(key: string): Promise<DongleRecord>
  parts(): Promise<DriverPart[]>
}

/** @param isExpected false for a driver whose service nobody may have installed: it is told of from when it was seen */
export function hostedDriver(driver: DongleDriver, isExpected = true): HostedDriver {
  let isKnown = isExpected
  return {
    name: driver.name,
    list: () => driver.list(),
    open: (key) => driver.open(key),
    makeKey: (key, pin) => driver.makeKey(key, pin),
    observe: async (key) => {
      if (driver.observe === undefined) throw new DongleError('unsupported', key)
      return driver.observe(key)
    },
    parts: async () => {
      const availability = await driver.available()
      isKnown ||= availability.available
      return isKnown ? [{ driver: driver.name, availability }] : []
    },
  }
}

/** A reader that says which of its parts found a dongle. */
export interface ReaderParts extends Omit<DongleReader, 'list' | 'available'> {
  list(): Promise<(FoundDongle & { driver: string })[]>
  parts(): Promise<DriverPart[]>
}

/** Nothing is opened and no key is made: such a dongle is only asked what it says. */
export function hostedParts(reader: ReaderParts): HostedDriver {
  const refuse = async (key: string): Promise<never> => {
    throw new DongleError('unsupported', key)
  }
  return {
    name: reader.name,
    list: async () => (await reader.list()).map((found) => ({ ...found, id: null })),
    observe: reader.observe,
    parts: reader.parts,
    open: refuse,
    makeKey: refuse,
  }
}

export function hostedReader(reader: DongleReader): HostedDriver {
  const { name } = reader
  return hostedParts({
    name,
    observe: (key) => reader.observe(key),
    list: async () => (await reader.list()).map((found) => ({ ...found, driver: name })),
    parts: async () => [{ driver: name, availability: await reader.available() }],
  })
}
