import { type LeaseId, makeId } from '@undongle/core/id'
import { toSeconds } from '@undongle/core/time'
import type { Sold } from '../../packages/cloud/src/ledger/memory/facts.ts'
import type { SigningKeys } from '../../packages/cloud/src/signing/signing-keys.ts'
import { lineNames, ours, soldBy, worldBegins } from '../catalog.ts'
import { chanceOf } from '../chance.ts'
import { Cloud } from '../cloud.ts'
import { noFaults } from '../fault.ts'
import { JournalDisk } from '../journal.ts'
import { Machine } from '../machine.ts'
import { Schedule } from '../schedule.ts'
import { Story } from '../story.ts'

/** The floor of one customer: as many machines as it bought seats, nothing on dongles, and a cloud that can go away. */
export interface Floor {
  readonly world: Story
  readonly cloud: Cloud
  /** A new machine of the customer, signed in. @param skewMs how far its clock is ahead */
  join(name: string, skewMs: number): Machine
  passes(durationMs: number): Promise<void>
}

interface Ground {
  readonly keys: SigningKeys
  readonly begin: (chance: ReturnType<typeof chanceOf>) => void
}

const [line] = lineNames
export const product = `${line}-app`

export function openFloor({ keys, begin }: Ground, seats: number): Floor {
  const chance = chanceOf(1)
  begin(chance)
  const schedule = new Schedule(worldBegins.getTime())
  const world = new Story(schedule, chance)
  const cloud = new Cloud(world, keys, soldSeats(seats), noFaults)
  const shared = { world, cloud, keys, dongles: [], faults: noFaults, seen: () => undefined }
  return {
    world,
    cloud,
    join(name, skewMs) {
      const machine = new Machine({ ...shared, plan: { name, customer: ours }, disk: new JournalDisk() })
      machine.skewMs = skewMs
      machine.start()
      return machine
    },
    passes: (durationMs) => schedule.runUntil(schedule.nowMs + durationMs, () => world.bugs.length > 0),
  }
}

export const newSeatId = ({ world }: Floor): LeaseId =>
  makeId('lease', new Date(world.schedule.nowMs), (sizeBytes) => world.chance.bytes(sizeBytes))

/** One license of so many seats, in the cloud from the first day on. */
function soldSeats(quantity: number): Sold {
  const sold = soldBy(0, undefined)
  const id = makeId('license', worldBegins, (sizeBytes) => new Uint8Array(sizeBytes))
  const contract = { number: 'C-1', kind: 'commercial', registered: true, resellerConfirmed: true } as const
  const bought = {
    id,
    company: ours.company,
    product,
    generation: '3.0',
    quantity,
    until: null,
    dongle: null,
    contract,
  }
  return { ...sold, dongles: [], licenses: [bought], at: toSeconds(worldBegins) }
}
