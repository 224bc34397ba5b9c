import type { Facts } from '../packages/cloud/src/ledger/memory/facts.ts'
import type { SigningKeys } from '../packages/cloud/src/signing/signing-keys.ts'
import type { Seat } from './application.ts'
import { type MachinePlan, soldBy, worldBegins } from './catalog.ts'
import { type Chance, chanceOf } from './chance.ts'
import { Cloud } from './cloud.ts'
import type { Dongle } from './dongle.ts'
import { drainsEnd } from './drains.ts'
import type { Factory } from './factory.ts'
import type { Faults } from './fault.ts'
import type { JournalDisk } from './journal.ts'
import { Machine } from './machine.ts'
import { Reference } from './reference.ts'
import { Schedule } from './schedule.ts'
import { seatHolds, seatsHold } from './seats.ts'
import { Story } from './story.ts'
import { coverRaces, witness } from './witness.ts'

/** What stands ready for any number of worlds: disks are wiped and used again, keys and new dongles are the same in all. */
export interface Ground {
  readonly keys: SigningKeys
  readonly factory: Factory
  readonly disks: readonly JournalDisk[]
  readonly begin: (chance: Chance) => void
}

export interface WorldPlan {
  readonly graceDays: number
  /** Dongles that can be read only. */
  readonly readOnly: boolean
  /** Whose keys sign nothing. */
  readonly isMute: boolean
  /** When the second line may move: undefined is at once, null is not before somebody opens it. */
  readonly betaWave: string | null | undefined
  readonly dongles: readonly string[]
  readonly machines: readonly MachinePlan[]
}

/** A world that was built, with everything somebody can do to it. */
export interface Built {
  readonly world: Story
  readonly cloud: Cloud
  readonly machines: readonly Machine[]
  readonly dongles: readonly Dongle[]
  readonly violations: string[]
  /** Somebody's application was given a seat just now. */
  gotSeat(machine: Machine, seat: Seat): void
  /** Puts an old backup of the cloud's database back. */
  restore(backup: Facts): void
  /** From now on everything goes well. */
  calm(): void
  /** Lets the world go on, and looks at it after each step. */
  passes(durationMs: number): Promise<void>
  /** The same for days, in which nobody hurries. */
  passesSlowly(durationMs: number): Promise<void>
}

/** A world in which nothing has happened yet: every dongle is new, every journal empty, and all processes run. */
export async function build(seed: number, ground: Ground, plan: WorldPlan, weather: Faults): Promise<Built> {
  const chance = chanceOf(seed)
  ground.begin(chance)
  const schedule = new Schedule(worldBegins.getTime())
  const world = new Story(schedule, chance)
  const reference = new Reference()
  const violations: string[] = []
  const sky = { calm: false }
  const faults = countingFaults(world, weather, sky)
  const cloud = new Cloud(world, ground.keys, soldBy(plan.graceDays, plan.betaWave), faults)
  const dongles = await Promise.all(plan.dongles.map((serial) => ground.factory.make(serial, plan)))
  const seen = witness({ world, reference, violations })
  const { keys } = ground
  const machines = plan.machines.map((machinePlan, index) => {
    const disk = ground.disks[index]
    if (disk === undefined) throw new Error('a disk for each machine')
    disk.wipe()
    return new Machine({ world, plan: machinePlan, cloud, keys, disk, dongles, seen, faults })
  })
  const look = watch({ world, cloud, machines, dongles, reference, violations })
  const passes = (durationMs: number): Promise<void> => schedule.runUntil(schedule.nowMs + durationMs, look)
  for (const machine of machines) machine.start()
  return {
    world,
    cloud,
    machines,
    dongles,
    violations,
    gotSeat({ disk }, seat) {
      violations.push(...seatHolds(seat, cloud.facts, disk.permits()))
    },
    restore(backup) {
      cloud.restore(backup)
      reference.restored(backup)
    },
    calm() {
      sky.calm = true
      world.roads = new Map()
    },
    passes,
    async passesSlowly(durationMs) {
      schedule.slowness = daySlowness
      await passes(durationMs)
      schedule.slowness = 1
    },
  }
}

const daySlowness = 400
/** Some hundreds are usual. */
const stepsMost = 20_000

/** Counts what went wrong, and where it could have. */
function countingFaults(world: Story, weather: Faults, sky: { readonly calm: boolean }): Faults {
  return {
    named: weather.named,
    at(point, site) {
      world.boundaries++
      const fault = sky.calm ? undefined : weather.at(point, site)
      if (fault === undefined) return undefined
      world.covered(`${point.kind} ${fault}`)
      world.tell('fault', point.kind, point.what, fault)
      return fault
    },
  }
}

/** Looks at the world where something was written since the last look. @returns how to look; true where something is wrong */
function watch({
  world,
  cloud,
  machines,
  dongles,
  reference,
  violations,
}: Omit<Built, 'calm' | 'gotSeat' | 'passes' | 'passesSlowly' | 'restore'> & { reference: Reference }): () => boolean {
  let before = -1
  let { facts } = cloud
  return () => {
    if (world.schedule.steps > stepsMost) violations.push('L1: the world goes on and on')
    let written = 0
    for (const { disk } of machines) written += disk.commits
    for (const { writes } of dongles) written += writes
    if (written === before && facts === cloud.facts) return violations.length > 0
    before = written
    facts = cloud.facts
    const kept = machines.map(({ name, disk }) => ({
      machine: name,
      disk: disk.wiped,
      transfers: disk.transfers(),
      permits: disk.permits(),
      leases: disk.leases(),
      givingBack: disk.givingBack(),
    }))
    const { nowMs } = world.schedule
    const seen = [...reference.look({ nowMs, facts, dongles, kept }), ...seatsHold(facts, nowMs), ...drainsEnd(facts)]
    for (const violation of seen) world.tell('!', violation)
    violations.push(...seen)
    coverRaces(world, machines)
    return violations.length > 0
  }
}
