import type { DongleIdentity, DongleRef, DongleSession, DriverAvailability, PinEntry } from '../driver.ts'
import { DongleError, type DongleFault } from '../error.ts'
import type { DongleRecord } from '../reader.ts'
import { changesBetween, type DongleChange } from './changes.ts'
import type { HostedDriver } from './hosted.ts'
import { type ChildEntry, DriverProcess, type ProcessLimits, usualLimits } from './process.ts'
import { remoteDriver } from './remote.ts'
import type { DriverSettings } from './settings.ts'

export interface DongleServiceSettings {
  drivers: readonly DriverSettings[]
  entry: ChildEntry
  /** How often dongles are looked for while enabled. */
  pollMs: number
  limits?: ProcessLimits
  /** The environment of the drivers' processes; ours when left out. */
  environment?: Record<string, string>
}

export interface DriverStatus {
  driver: string
  pid: number | null
  residentBytes: number | null
  availability: DriverAvailability
}

/** Faults that leave the question open whether another driver sees the dongle. */
const elsewhere: ReadonlySet<DongleFault> = new Set(['removed', 'unsupported', 'driver-unavailable', 'timed-out'])

interface Supervised {
  process: DriverProcess
  driver: HostedDriver
  /** What it listed last. A driver that can't answer just now has not lost its dongles. */
  seen: DongleRef[]
}

/** All dongles of this machine, while the dongle service is enabled. Disabled, no driver runs and no device is touched. */
export class DongleService {
  readonly #supervised: readonly Supervised[]
  readonly #pollMs: number
  readonly #listeners = new Set<(change: DongleChange) => void>()
  #enabled = false
  #polling: NodeJS.Timeout | undefined
  #present: readonly DongleRef[] = []

  constructor({ drivers, entry, pollMs, limits = usualLimits, environment }: DongleServiceSettings) {
    this.#pollMs = pollMs
    this.#supervised = drivers.map((settings) => {
      const process = new DriverProcess(settings, entry, limits, environment)
      return { process, driver: remoteDriver(process), seen: [] }
    })
  }

  get enabled(): boolean {
    return this.#enabled
  }

  enable(): void {
    if (this.#enabled) return
    this.#enabled = true
    for (const { process } of this.#supervised) process.start()
    void this.#poll()
  }

  async disable(): Promise<void> {
    if (!this.#enabled) return
    this.#enabled = false
    clearTimeout(this.#polling)
    await Promise.all(this.#supervised.map(({ process }) => process.stop()))
    this.#tell([])
  }

  /** The dongles that are plugged in now, as far as the drivers can tell; `status` says which can't. */
  async list(): Promise<DongleRef[]> {
    const lists = await Promise.all(this.#supervised.map(listOrLast))
    return firstOfEachKey(lists.flat())
  }

  /** Tells of every dongle that comes, goes or changes, beginning with those there are. @returns how to stop */
  watch(listener: (change: DongleChange) => void): () => void {
    for (const ref of this.#present) listener({ type: 'added', ref })
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** @throws DongleError `removed` when no driver sees it */
  async open(key: string): Promise<DongleSession> {
    return this.#first(key, ({ driver }) => driver.open(key))
  }

  /** What the runtime of a dongle says of it now, where nothing of ours is on it. */
  async observe(key: string): Promise<DongleRecord> {
    return this.#first(key, ({ driver }) => driver.observe(key))
  }

  /** Makes the key of a dongle that is there, or a new file dongle. */
  async makeKey(key: string, pin?: PinEntry): Promise<DongleIdentity> {
    return this.#first(key, ({ driver }) => driver.makeKey(key, pin))
  }

  async status(): Promise<DriverStatus[]> {
    return (await Promise.all(this.#supervised.map(statusOf))).flat()
  }

  /** The first driver that sees the dongle; two modules may show the same token. */
  async #first<T>(key: string, ask: (supervised: Supervised) => Promise<T>): Promise<T> {
    let failure = new DongleError('removed', key)
    for (const supervised of this.#supervised) {
      try {
        return await ask(supervised)
      } catch (error) {
        if (!(error instanceof DongleError) || !elsewhere.has(error.fault)) throw error
        if (failure.fault === 'removed') failure = error
      }
    }
    throw failure
  }

  async #poll(): Promise<void> {
    const present = await this.list()
    if (!this.#enabled) return
    this.#tell(present)
    this.#polling = setTimeout(() => void this.#poll(), this.#pollMs)
  }

  #tell(present: readonly DongleRef[]): void {
    const changes = changesBetween(this.#present, present)
    this.#present = present
    for (const change of changes) for (const listener of this.#listeners) listener(change)
  }
}

async function statusOf({ process, driver }: Supervised): Promise<DriverStatus[]> {
  const { settings } = process
  const name = settings.driver === 'pkcs11' ? settings.path : driver.name
  try {
    const parts = await driver.parts()
    const residentBytes = await process.ask('residentBytes', 0)
    return parts.map((part) => ({
      driver: settings.driver === 'readers' ? part.driver : name,
      pid: process.pid ?? null,
      residentBytes,
      availability: part.availability,
    }))
  } catch (error) {
    return [{ driver: name, pid: null, residentBytes: null, availability: { available: false, why: String(error) } }]
  }
}

async function listOrLast(supervised: Supervised): Promise<DongleRef[]> {
  try {
    supervised.seen = await supervised.driver.list()
  } catch (error) {
    if (!(error instanceof DongleError)) throw error
  }
  return supervised.seen
}

/** Two modules may show the same token: the first one serves it. */
function firstOfEachKey(refs: readonly DongleRef[]): DongleRef[] {
  return refs.filter((ref, index) => refs.findIndex((other) => other.key === ref.key) === index)
}
