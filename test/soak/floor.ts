import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Checker } from './checker.ts'
import { type Dongle, plug, pull } from './dongle.ts'
import {
  backendFaults,
  cloudFaults,
  driverFaults,
  type Faults,
  machineFaults,
  oneOf,
  strike,
  type Toll,
} from './faults.ts'
import type { KeptProcess } from './kept-process.ts'
import { attend } from './person.ts'
import type { Machine, Place } from './place.ts'
import type { Vendor } from './vendor.ts'

const pluggedPerMachine = 3
const stockMin = 4
const batch: readonly Dongle['kind'][] = ['file', 'file', 'token', 'file']
const attendMs = 120
const lookMs = 5000
const convergeMs = 300_000
const longestPauseMs = { machine: 3000, driver: 6000, cloud: 6000, backend: 12_000, hand: 4000 } as const
/** On a slow machine a process lives for some of its starts, or nothing would ever move. */
const startsToLive = 2
/** How often a process is struck that is not up yet. */
const whileStarting = 0.2
/** How often a dongle is plugged into a machine of another company first. */
const astray = 0.1
/** How often a pulled dongle goes to another machine of its company. */
const elsewhere = 0.5

interface FloorDeps {
  readonly place: Place
  readonly vendor: Vendor
  readonly checker: Checker
  readonly random: () => number
  readonly say: (line: string) => void
}

/** The machines with their dongles and persons, and everything that befalls them: each goes its own way until told to stop. */
export class Floor {
  readonly toll: Toll = { kills: 0, stops: 0, fullDisks: 0 }
  readonly #deps: FloorDeps
  readonly #stock: Dongle[] = []
  readonly #inUse = new Set<Dongle>()
  readonly #done: Dongle[] = []

  constructor(deps: FloorDeps) {
    this.#deps = deps
  }

  get dongles(): readonly Dongle[] {
    return [...this.#stock, ...this.#inUse, ...this.#done]
  }

  async stockUp(): Promise<void> {
    const { place, vendor } = this.#deps
    for (const machine of place.machines)
      if (this.#stockFor(machine).length === 0) this.#stock.push(...(await vendor.sell(batch, machine)))
  }

  async endure(isOver: () => boolean): Promise<void> {
    const { machines, cloud } = this.#deps.place
    await Promise.all([
      ...machines.flatMap((machine) => [
        this.#attending(machine, isOver, () => this.#fillUp(machine)),
        this.#striking(machine.server, machineFaults(machine), longestPauseMs.machine, isOver),
        this.#striking(machine.server, driverFaults(machine), longestPauseMs.driver, isOver),
      ]),
      this.#striking(cloud, cloudFaults(this.#deps.place), longestPauseMs.cloud, isOver),
      this.#striking(cloud, backendFaults(this.#deps.place), longestPauseMs.backend, isOver),
      this.#handling(isOver),
      this.#selling(isOver),
      this.#looking(isOver),
    ])
  }

  /** Without faults, everything that was begun comes to its end by itself and by the persons' help. */
  async converge(): Promise<void> {
    const { place, checker } = this.#deps
    const deadline = Date.now() + convergeMs
    const isOver = () => this.#inUse.size === 0 || Date.now() > deadline
    await Promise.all(place.machines.map((machine) => this.#attending(machine, isOver)))
    for (const dongle of this.#inUse) checker.wrong(`${dongle.serial} did not come to its end: ${standing(dongle)}`)
  }

  /** The person at one machine: plugs in what is to be moved, and looks after each transfer. */
  async #attending(machine: Machine, isOver: () => boolean, begin: () => void = () => undefined): Promise<void> {
    while (!isOver()) {
      begin()
      const here = [...this.#inUse].filter((dongle) => dongle.machine === machine)
      await Promise.all(here.map((dongle) => this.#attendTo(machine, dongle)))
      await sleep(attendMs)
    }
  }

  async #attendTo(machine: Machine, dongle: Dongle): Promise<void> {
    const { checker, random, place } = this.#deps
    await attend(machine, dongle, {
      machines: place.machines,
      told: (ending) => checker.hear(ending, machine.company === dongle.company),
      wrong: (what) => checker.wrong(what),
      random,
    }).catch(() => undefined) // a machine or a cloud that is down just now
    if (dongle.machine === machine) this.#passOn(machine, dongle)
  }

  /** A dongle with nothing left to do here goes where something is open; one with nothing left at all is put away. */
  #passOn(machine: Machine, dongle: Dongle): void {
    if (dongle.open.some((errand) => errand.machine === machine)) return
    if (dongle.lines.length > 0 && machine.company === dongle.company) return
    const next = dongle.open[0]?.machine ?? (dongle.lines.length > 0 ? this.#homeOf(dongle) : undefined)
    if (next !== undefined) plug(dongle, next)
    else this.#putAway(dongle)
  }

  #putAway(dongle: Dongle): void {
    pull(dongle, path.join(this.#deps.place.folder, 'done'))
    this.#inUse.delete(dongle)
    this.#done.push(dongle)
  }

  #fillUp(machine: Machine): void {
    const here = [...this.#inUse].filter((dongle) => dongle.machine === machine)
    if (here.length >= pluggedPerMachine) return
    const isAstray = this.#deps.random() < astray
    const index = this.#stock.findIndex(
      ({ company, readOnly }) => readOnly === machine.readOnly && (company === machine.company) !== isAstray,
    )
    const [dongle] = index < 0 ? [] : this.#stock.splice(index, 1)
    if (dongle === undefined) return
    plug(dongle, machine)
    this.#inUse.add(dongle)
  }

  /** Mostly waits until it is up again, for a system that is always down moves nothing; sometimes strikes while it starts. */
  async #striking(process: KeptProcess, faults: Faults, longestMs: number, isOver: () => boolean): Promise<void> {
    const { random } = this.#deps
    while (!isOver()) {
      const before = Date.now()
      if (random() > whileStarting) await process.up()
      const startMs = Date.now() - before
      await sleep(random() * Math.max(longestMs, 2 * startsToLive * startMs))
      await strike(faults, random, this.toll)
    }
  }

  /** Hands that pull a dongle at any moment, and put it back there or into another machine of its company. */
  async #handling(isOver: () => boolean): Promise<void> {
    const { random, place } = this.#deps
    while (!isOver()) {
      await sleep(random() * longestPauseMs.hand)
      const dongle = oneOf([...this.#inUse], random)
      const machine = dongle?.machine
      if (dongle === undefined || machine === undefined) continue
      pull(dongle, path.join(place.folder, 'away'))
      await sleep((random() * longestPauseMs.hand) / 4)
      const isAtHome = machine.company === dongle.company
      plug(dongle, isAtHome && random() < elsewhere ? this.#homeOf(dongle) : machine)
    }
  }

  async #selling(isOver: () => boolean): Promise<void> {
    const { place, vendor, random } = this.#deps
    while (!isOver()) {
      const buyer = oneOf(place.machines, random)
      if (buyer !== undefined && this.#stockFor(buyer).length < stockMin)
        this.#stock.push(...(await vendor.sell(batch, buyer)))
      await sleep(attendMs)
    }
  }

  async #looking(isOver: () => boolean): Promise<void> {
    const { checker, say } = this.#deps
    while (!isOver()) {
      await sleep(lookMs)
      const links = await checker.look(this.dongles)
      say(JSON.stringify({ ...this.toll, transfers: checker.transfers, links: links ?? 'the database is down' }))
    }
  }

  #stockFor(machine: Machine): Dongle[] {
    return this.#stock.filter((dongle) => isHome(machine, dongle))
  }

  #homeOf(dongle: Dongle): Machine {
    const { place, random } = this.#deps
    const home = oneOf(
      place.machines.filter((machine) => isHome(machine, dongle)),
      random,
    )
    if (home === undefined) throw new Error('a dongle of nobody')
    return home
  }
}

const isHome = (machine: Machine, { company, readOnly }: Dongle) =>
  machine.company === company && machine.readOnly === readOnly

const standing = ({ machine, lines, open }: Dongle) =>
  `in machine ${machine?.index}; to move: ${lines.join(' ')}; open: ${open.map(({ id, machine: at }) => `${id} at ${at.index}`).join(' ')}`
