import { dayMs, minuteMs } from '@undongle/core/time'
import { useApplication } from './application.ts'
import { lineNames } from './catalog.ts'
import type { Machine } from './machine.ts'
import type { Built } from './run.ts'

/** Longer than any permit and any lease. */
const outageDays = 11

/** The cloud is away until all that it gave has ended, and people work to the end of it. */
export async function passOutage(built: Built): Promise<void> {
  const { world, cloud, machines } = built
  built.calm()
  world.tell('cloud', 'is away for', outageDays, 'days')
  cloud.crash(outageDays * dayMs)
  for (const machine of machines) planLastSeats(built, machine)
  await built.passesSlowly(outageDays * dayMs)
}

/** An application asks when the machine's permit has some minutes left, and when it has ended. */
function planLastSeats(built: Built, machine: Machine): void {
  const { schedule, chance, covered } = built.world
  for (const { expiresMs } of machine.disk.permits()) {
    const leftMs = expiresMs - schedule.nowMs
    for (const line of lineNames) {
      for (const atMs of [leftMs - chance.between(1, 9) * minuteMs, leftMs + minuteMs])
        if (atMs > 0)
          schedule.after(atMs, () => {
            covered('an application asks at the end of a permit')
            void useApplication(built, machine, line)
          })
    }
  }
}
