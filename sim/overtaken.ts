import { secondMs } from '@undongle/core/time'
import { lineNames } from './catalog.ts'
import { click, giveBackOne, plug } from './person.ts'
import type { Built } from './run.ts'

// Two messages about one permit, of which the one that was sent later arrives first. Chance alone hardly ever brings that about.

/**
 * Somebody plugs a dongle in and moves what is on it at once, while the permit that the machine asked for is on its way: "yours is the
 * last" comes before it.
 */
export function planHurry(built: Built): void {
  const { world, machines, dongles } = built
  const { schedule, chance } = world
  const [machine, dongle, line] = [chance.pick(machines), chance.pick(dongles), chance.pick(lineNames)]
  world.roads = new Map([['permit.put', 'slow']])
  plug(built, dongle, undefined)
  schedule.after(chance.between(2, 30) * secondMs, () => {
    plug(built, dongle, machine.name)
    void click(world, machine, dongle, line, true)
  })
}

/** A permit is given back by hand, and again by the network, when its machine has got a newer one and moves what is on the dongle. */
export function planSecondGiveBack(built: Built): void {
  const { world, machines, dongles } = built
  const { schedule, chance } = world
  const [machine, dongle, line] = [chance.pick(machines), chance.pick(dongles), chance.pick(lineNames)]
  world.roads = new Map([['permit.give-back', 'repeating']])
  plug(built, dongle, machine.name)
  const acts = [
    () => giveBackOne(world, machine, dongle),
    () => plug(built, dongle, undefined),
    () => plug(built, dongle, machine.name),
    () => void click(world, machine, dongle, line, true),
  ]
  acts.forEach((act, index) => {
    schedule.after((index + 1) * chance.between(10, 40) * secondMs, act)
  })
}
