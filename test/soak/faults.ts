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

/** Ends the machine's License Server, or takes away its room. */
export function machineFaults({ server, disk }: Machine): Faults {
  return [
    [4, (_, toll) => kill(server.pid, toll)],
    // A power cut: the drivers' processes end in the same moment, not a moment later.
    [4, (_, toll) => kill(server.pid === undefined ? undefined : -server.pid, toll)],
    [disk.canBeFull ? 1 : 0, (random, toll) => fillFor(disk, random, toll)],
  ]
}

/** Ends a process that writes dongles; its License Server lives on and starts another. */
export function driverFaults({ server }: Machine): Faults {
  return [[1, (random, toll) => kill(oneOf(server.pid === undefined ? [] : childrenOf(server.pid), random), toll)]]
}

/** Ends the cloud, ends or stops its database whole, or takes away their room. */
export function cloudFaults({ cloud, cloudDisk }: Place): Faults {
  const stop = (name: NodeJS.Signals): Fault => {
    return (_, toll) => {
      if (signal(readPostmaster(cloud.dataDir)?.pid, name)) toll.stops++
    }
  }
  return [
    [6, (_, toll) => kill(cloud.pid, toll)],
    [3, (_, toll) => kill(readPostmaster(cloud.dataDir)?.pid, toll)],
    [2, stop('SIGINT')], // fast
    [2, stop('SIGQUIT')], // immediate
    [cloudDisk.canBeFull ? 2 : 0, (random, toll) => fillFor(cloudDisk, random, toll)],
  ]
}

/** A backend, the checkpointer, the writer of the log …: whichever it is, PostgreSQL ends all others and recovers. */
export function backendFaults({ cloud }: Place): Faults {
  return [[1, (random, toll) => kill(oneOf(childrenOf(readPostmaster(cloud.dataDir)?.pid ?? 0), random), toll)]]
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
