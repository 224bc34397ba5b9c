import { expect } from 'vitest'
import type { TestCloud } from '../auth/auth.fixture.ts'
import { finishDrains } from '../permit/finish-drains.ts'
import { type Station, stationOf } from './readable.fixture.ts'
import { startWorld, type World } from './world.fixture.ts'

/** Two machines of our company, and a clock that stands still until it is moved. */
export interface Stations {
  readonly world: World
  readonly here: Station
  readonly there: Station
  later(ms: number): void
  /** One round of the cloud's timer. @returns how many drains it finished */
  finish(): Promise<number>
}

export async function startStations(database: TestCloud['database']): Promise<Stations> {
  const world = await startWorld(database)
  const { cloud, ours } = world
  const here = await stationOf(cloud, ours.company)
  const there = await stationOf(cloud, ours.company)
  // Approvals are made by the clock on the wall, so machines are registered before this one is stopped.
  cloud.clock.stoppedAtMs = Math.floor(Date.now() / 1000) * 1000
  return {
    world,
    here,
    there,
    later: (ms) => {
      cloud.clock.aheadMs += ms
    },
    finish: () => finishDrains(cloud.deps, (_, error) => expect.fail(String(error))),
  }
}
