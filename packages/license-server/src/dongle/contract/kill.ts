import { expect } from 'vitest'
import type { DongleSession } from '../driver.ts'
import { DongleError, type DongleFault } from '../error.ts'
import type { DongleService } from '../host/service.ts'
import type { BlankDongle } from './fixture.ts'
import { faultOf, type MadeDongle, seeded, unlocked } from './hands.ts'

/** A state holds at most about nine orders, and each needs an object. */
const ordersPerDongle = 6

/**
 * Kills the driver's process once in each of `killCount` parts of the time a retire takes here (test/syscalls kills at every single call
 * that makes bytes lasting), and finishes each act as a restart would:
 * what is off answers with its receipt and needs no PIN, what is on is retired again, and what was left over is cleaned.
 */
export async function killDuringRetire(
  service: DongleService,
  make: (name: string) => Promise<MadeDongle>,
  order: (dongle: MadeDongle, generation: number, ...positions: number[]) => string,
  killCount: number,
) {
  const random = seeded(20_260_101)
  const outcome = { on: 0, off: 0 }
  const windowMs = 1.5 * (await retireMs(service, await make('timed'), order))
  let dongle = await make('killed-0')
  for (let kill = 0; kill < killCount; kill++) {
    const position = kill % ordersPerDongle
    if (kill > 0 && position === 0) dongle = await make(`killed-${kill}`)
    const document = order(dongle, position + 1, position)
    const doomed = await unlocked(service, dongle)
    const [status] = await service.status()
    const retired = faultOf(doomed.retire(document))
    await new Promise((resolve) => setTimeout(resolve, ((kill + random()) / killCount) * windowMs))
    if (typeof status?.pid === 'number') process.kill(status.pid, 'SIGKILL')
    await retired

    const session = await openAgain(service, dongle)
    const found = await session.inspect()
    expect(found).toMatchObject({ state: 'whole', generation: expect.toBeOneOf([position + 1, position + 2]) })
    const isOff = found.generation === position + 2
    outcome[isOff ? 'off' : 'on'] += 1
    if (dongle.pin !== undefined && !isOff) await session.unlock({ pin: dongle.pin })
    const receipt = await session.retire(document)
    expect(await session.retire(document)).toEqual(receipt)
    if (dongle.pin !== undefined && isOff) await session.unlock({ pin: dongle.pin })
    await session.clean()
    expect(await session.inspect()).toMatchObject({ state: 'whole', generation: position + 2, leftovers: 0 })
    await session.close()
  }
  return outcome
}

async function retireMs(
  service: DongleService,
  dongle: MadeDongle,
  order: (dongle: MadeDongle, generation: number, ...positions: number[]) => string,
): Promise<number> {
  const session = await unlocked(service, dongle)
  const from = performance.now()
  await session.retire(order(dongle, 1, 0))
  const tookMs = performance.now() - from
  await session.close()
  return tookMs
}

/** On a machine with much to do a new process may not get to its first question in time. */
const starting: ReadonlySet<DongleFault> = new Set(['driver-unavailable', 'busy', 'timed-out'])

/** The end of a killed process is noticed a moment later; until then a question meets it and fails. */
async function openAgain(service: DongleService, dongle: BlankDongle): Promise<DongleSession> {
  for (let tries = 0; ; tries++) {
    try {
      return await service.open(dongle.key)
    } catch (error) {
      const isStarting = error instanceof DongleError && starting.has(error.fault)
      if (!isStarting || tries === 20) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
