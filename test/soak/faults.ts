import { setTimeout as sleep } from 'node:timers/promises'
import type { Disk } from './disk.ts'
import { childrenOf, signal } from './kept-process.ts'
import { type Machine, type Place, readPostmaster } from './place.ts'

/** What was done to the running system. `kills` are processes that were sent SIGKILL. */
export interface Toll {
  kills: number
  stops: number
  fullDisks: number
}

/** One thing that goes wrong. Nothing is put right here but disks: whoever keeps the processes starts them again. */
type Fault = (random: () => number, toll: Toll) => Promise<void> | void

/** Each with how often it is taken beside the others. */
export type Faults = readonly (readonly [number, Fault])[]

const longestFullMs = 1500

export function machineFaults({ server, disk }: Machine): Faults {
  return [
    [4, (_, toll) => kill(server.pid, toll)],
    // A power cut: the drivers' processes end in the same moment, not a moment later.
    [4, (_, toll) => kill(server.pid === undefined ? undefined : -server.pid, toll)],
    [8, (random, toll) => kill(oneOf(server.pid === undefined ? [] : childrenOf(server.pid), random), toll)],
    [disk.canBeFull ? 1 : 0, (random, toll) => fillFor(disk, random, toll)],
  ]
}

export function cloudFaults(place: Place): Faults {
  const { cloud, cloudDisk } = place
  const postmaster = () => readPostmaster(cloud.dataDir)?.pid
  const stop = (name: NodeJS.Signals): Fault => {
    return (_, toll) => {
      if (signal(postmaster(), name)) toll.stops++
    }
  }
  return [
    [6, (_, toll) => kill(cloud.pid, toll)],
    // A backend, the checkpointer, the writer of the log …: whichever it is, PostgreSQL ends all others and recovers.
    [6, (random, toll) => kill(oneOf(childrenOf(postmaster() ?? 0), random), toll)],
    [3, (_, toll) => kill(postmaster(), toll)],
    [2, stop('SIGINT')], // fast
    [2, stop('SIGQUIT')], // immediate
    [cloudDisk.canBeFull ? 2 : 0, (random, toll) => fillFor(cloudDisk, random, toll)],
  ]
}

export async function strike(faults: Faults, random: () => number, toll: Toll): Promise<void> {
  let left = random() * faults.reduce((sum, [weight]) => sum + weight, 0)
  const chosen = faults.find(([weight]) => {
    left -= weight
    return left < 0
  })
  await chosen?.[1](random, toll)
}

function kill(pid: number | undefined, toll: Toll): void {
  if (signal(pid, 'SIGKILL')) toll.kills++
}

async function fillFor(disk: Disk, random: () => number, toll: Toll): Promise<void> {
  disk.fill()
  toll.fullDisks++
  try {
    await sleep(random() * longestFullMs)
  } finally {
    disk.relieve()
  }
}

export function oneOf<Item>(items: readonly Item[], random: () => number): Item | undefined {
  return items[Math.floor(random() * items.length)]
}
