import type { LineName } from './catalog.ts'
import type { Dongle } from './dongle.ts'
import { cancelOne, click, plug } from './person.ts'
import type { Built } from './run.ts'

// What an owner can do to a dongle, and what can become of it.

/** An owner with the PIN puts back what the dongle held before its last act (PROTOCOL, "On a PKCS#11 token", item 9). */
export function putOldStateBack(built: Built, dongle: Dongle): void {
  const { world } = built
  if (dongle.past.length === 0 || dongle.isDead) return
  const { at } = dongle
  plug(built, dongle, undefined)
  dongle.putBack(world.chance.pick(dongle.past))
  world.covered('an owner puts an old state back')
  world.tell('person', 'puts an old state back on', dongle.serial)
  world.schedule.after(world.chance.between(100, 60_000), () => plug(built, dongle, at))
}

/** Somebody begins a transfer, and thinks better of it while it runs; a pulled dongle gives him the time. */
export function changeMind(built: Built, dongle: Dongle, line: LineName): void {
  const { world } = built
  const machine = begin(built, dongle, line)
  const pulledMs = world.chance.between(300, 2000)
  world.schedule.after(pulledMs, () => plug(built, dongle, undefined))
  world.schedule.after(pulledMs + world.chance.between(1, 60_000), () => cancelOne(world, machine))
  world.schedule.after(pulledMs + world.chance.between(1, 60_000), () => plug(built, dongle, machine.name))
}

/** The dongle breaks in the middle of its transfer, and nobody will ever read it again. */
export function breakInTransfer(built: Built, dongle: Dongle, line: LineName): void {
  const { world } = built
  begin(built, dongle, line)
  world.schedule.after(world.chance.between(300, 2000), () => {
    plug(built, dongle, undefined)
    dongle.isDead = true
    world.covered('a dongle dies')
    world.tell('world', dongle.serial, 'is dead')
  })
}

function begin(built: Built, dongle: Dongle, line: LineName) {
  const { world, machines } = built
  const machine = machines.find(({ name }) => name === dongle.at) ?? world.chance.pick(machines)
  plug(built, dongle, machine.name)
  void click(world, machine, dongle, line, true)
  return machine
}
