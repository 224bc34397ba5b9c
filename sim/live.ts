import { dayMs, minuteMs, secondMs } from '@undongle/core/time'
import { forceAfterDays } from '@undongle/core/transfer/declare'
import { useApplication } from './application.ts'
import { assignedTo, buyerOf, type LineName, lineNames, lineOf, sales } from './catalog.ts'
import type { Dongle } from './dongle.ts'
import { breakInTransfer, changeMind, putOldStateBack } from './misfortune.ts'
import { cancelOne, click, confirmAll, giveBackOne, plug } from './person.ts'
import { unfinished } from './reference.ts'
import type { Built, WorldPlan } from './run.ts'

const lifeMs = 8 * minuteMs

/** Plans what people and bad luck do in the first minutes of a world, each at a moment of its own. */
export function planLife(built: Built, plan: WorldPlan): number {
  const { world, machines, dongles } = built
  const { schedule, chance } = world
  for (const dongle of dongles) plug(built, dongle, chance.pick([...machines, undefined])?.name)
  const acts: readonly (readonly [number, () => void])[] = [
    [6, () => void click(world, chance.pick(machines), chance.pick(dongles), chance.pick(lineNames))],
    [6, () => clickWhatIsThere(built)],
    [4, () => plug(built, chance.pick(dongles), chance.pick([...machines, undefined])?.name)],
    [1, () => chance.pick(machines).crash()],
    [1, () => jump(built)],
    [0.5, () => chance.pick(machines).loseJournal()],
    [1, () => built.cloud.crash()],
    [1, () => openWave(built, plan)],
    [2, () => confirmAll(world, chance.pick(machines))],
    [3, () => race(built)],
    [2, () => cancelOne(world, chance.pick(machines))],
    [1, () => giveBackOne(world, chance.pick(machines), chance.pick(dongles))],
    [4, () => work(built)],
    [1, () => changeMind(built, chance.pick(dongles), chance.pick(lineNames))],
    [plan.readOnly ? 0 : 0.6, () => putOldStateBack(built, chance.pick(dongles))],
    [plan.readOnly ? 0 : 0.2, () => breakInTransfer(built, chance.pick(dongles), chance.pick(lineNames))],
  ]
  const total = acts.reduce((sum, [weight]) => sum + weight, 0)
  const count = chance.between(1, 8)
  for (let index = 0; index < count; index++) {
    let left = chance.next() * total
    const act = acts.find(([weight]) => {
      left -= weight
      return left < 0
    })
    schedule.after(chance.below(lifeMs), () => act?.[1]())
  }
  if (chance.hit(0.15)) planRestore(built)
  return lifeMs
}

/** A dongle breaks in the middle of its transfer, whatever else happens. */
export function planDeath(built: Built): void {
  const { schedule, chance } = built.world
  const dongle = chance.pick(built.dongles)
  schedule.after(chance.below(lifeMs), () => breakInTransfer(built, dongle, chance.pick(lineNames)))
}

/** Two machines after one dongle: it is carried over while the first transfer of it is under way. */
function race(built: Built): void {
  const { world, machines, dongles } = built
  const { schedule, chance } = world
  const dongle = dongles.find(({ serial }) => assignedTo(serial) === undefined) ?? chance.pick(dongles)
  const line = chance.pick(lineNames)
  let afterMs = 0
  for (const machine of [chance.pick(machines), chance.pick(machines), chance.pick(machines)]) {
    schedule.after(afterMs, () => plug(built, dongle, machine.name))
    schedule.after(afterMs + 300, () => void click(world, machine, dongle, line))
    afterMs += chance.between(500, 4000)
  }
}

/** Somebody works: the application asks for its seat again and again. */
function work(built: Built): void {
  const { world, machines } = built
  const [machine, line] = [world.chance.pick(machines), world.chance.pick(lineNames)]
  const turns = world.chance.between(1, 4)
  for (let turn = 0; turn < turns; turn++)
    world.schedule.after(turn * world.chance.between(1, 3) * minuteMs, () => void useApplication(built, machine, line))
}

/** The database is lost, and what is left is a backup from before. */
function planRestore(built: Built): void {
  const { world, cloud } = built
  const { schedule, chance } = world
  const madeMs = chance.below(lifeMs)
  schedule.after(madeMs, () => {
    const backup = cloud.facts
    schedule.after(chance.between(1, lifeMs - madeMs), () => built.restore(backup))
  })
}

/** Somebody who has plugged a dongle in wants to move what is on it. */
function clickWhatIsThere({ world, machines, dongles }: Built): void {
  const there = dongles.filter(({ at }) => at !== undefined)
  if (there.length === 0) return
  const dongle = world.chance.pick(there)
  const machine = machines.find(({ name }) => name === dongle.at)
  if (machine !== undefined) void click(world, machine, dongle, world.chance.pick(lineNames))
}

/** Somebody sets a clock, or a battery runs out. */
function jump({ world, machines }: Built): void {
  const machine = world.chance.pick(machines)
  machine.skewMs = world.chance.pick([0, -400 * dayMs, -3 * dayMs, 20 * minuteMs, 3 * dayMs, 400 * dayMs])
  world.covered('a clock jumps')
  world.tell(machine.name, 'clock is off by', machine.skewMs / dayMs, 'days')
}

function openWave({ world, cloud }: Built, { graceDays }: WorldPlan): void {
  const { facts } = cloud
  const beta = facts.lines.get('beta')
  if (beta?.waveOpensAt === undefined) return
  world.covered('a wave opens later')
  world.tell('vendor', 'opens the second line')
  cloud.ledger.restore({ ...facts, lines: new Map(facts.lines).set('beta', lineOf('beta', graceDays, undefined)) })
}

const roundsMost = 12
/** Somebody is asked to give a permit back, and where nobody can any more, it ends. */
const handBackAt = 2
const waitAt = 3
/** A restore epoch of 10 days and 3 hours, and then the 72 hours of a dongle that only its serial speaks for. */
const permitDays = 14
const forceDays = forceAfterDays + 1

/**
 * All faults stop, and people finish what they began: every dongle comes to whoever waits for it, one machine after the other.
 * @returns what is not as it must be then
 */
export async function settle(built: Built): Promise<string[]> {
  const { world, machines, dongles } = built
  built.calm()
  for (const machine of machines) machine.skewMs = 0
  await pass(built, 1)
  for (let round = 0; round < roundsMost; round++) {
    if (leftOf(built).length === 0) return []
    for (const dongle of dongles) plug(built, dongle, stationOf(built, dongle, round))
    await pass(built, 1)
    for (const dongle of dongles) clickWhatIsLeft(built, dongle)
    await pass(built, 3)
    if (round === handBackAt) for (const dongle of dongles) handBack(built, dongle)
    if (round === waitAt) await waitAndForce(built)
  }
  world.tell('world', 'does not come to rest')
  return leftOf(built)
}

function leftOf(built: Built): string[] {
  return [...running(built), ...unfinished(built.cloud.facts, alive(built), closedLines(built)), ...openForced(built)]
}

const alive = ({ dongles }: Pick<Built, 'dongles'>): Dongle[] => dongles.filter(({ isDead }) => !isDead)

/** Orders of dead dongles end by force. Where the cloud was restored since, and a machine was not heard of, they may not. */
const openForced = (built: Built): string[] =>
  built.cloud.facts.epochs.length > 0
    ? []
    : openOrders(built).map(({ id, serial }) => `L1: ${id} of the dead ${serial} was not forced`)

/** The next of those who have something to do with this dongle: its buyer's machines, and who has begun a transfer of it. */
function stationOf(built: Built, dongle: Dongle, round: number): string | undefined {
  const buyer = buyerOf(dongle.serial)
  const waiting = built.machines.filter(
    ({ plan, disk }) =>
      disk.transfers().some(({ open, dongle: key }) => open && key === dongle.thumbprint) ||
      (plan.customer === buyer && linesLeft(built, dongle).length > 0),
  )
  const first = waiting.toSorted((a, b) => Number(b.plan.customer === buyer) - Number(a.plan.customer === buyer))
  return first[round % Math.max(1, first.length)]?.name
}

/** The page says which other machine holds a permit, and somebody goes there. */
function handBack({ machines, world }: Built, dongle: Dongle): void {
  const waiting = machines.filter(({ disk }) =>
    disk.transfers().some(({ state, dongle: key }) => state === 'draining' && key === dongle.thumbprint),
  )
  for (const machine of machines) {
    if (waiting.length > 0 && !waiting.includes(machine)) giveBackOne(world, machine, dongle)
  }
}

/** Nobody hurries: permits end, a stranger may object, and what a dead dongle left behind is for two operators to end. */
async function waitAndForce(built: Built): Promise<void> {
  const isDeadOpen = built.dongles.some(({ isDead }) => isDead) && openOrders(built).length > 0
  await days(built, isDeadOpen ? forceDays : permitDays)
  for (const { id, company } of openOrders(built)) void built.cloud.force(company, id)
}

function openOrders({ cloud, dongles }: Built) {
  const dead = dongles.filter(({ isDead }) => isDead)
  return [...cloud.facts.transfers.values()].filter(
    ({ state, dongle }) => state === 'ordered' && dead.some(({ thumbprint }) => thumbprint === dongle),
  )
}

async function days(built: Built, count: number): Promise<void> {
  for (let day = 0; day < count && leftOf(built).length > 0; day++) await built.passesSlowly(dayMs)
}

/** Minutes in which whoever is asked says yes; over when nothing is left to do. */
async function pass(built: Built, minutes: number): Promise<void> {
  for (let half = 0; half < minutes * 2 && leftOf(built).length > 0; half++) {
    for (const machine of built.machines) confirmAll(built.world, machine)
    await built.passes(30 * secondMs)
  }
}

/** The lines of which something is not where it must be. */
function linesLeft({ cloud, dongles }: Built, { serial }: Dongle): LineName[] {
  const left = unfinished(cloud.facts, alive({ dongles }), closedLines({ cloud }))
  const words = left.filter((word) => word.includes(serial))
  return lineNames.filter((line) =>
    sales.some(({ license }) => license.line === line && words.some((word) => word.includes(license.id))),
  )
}

/** One line after the other, as a person would. */
function clickWhatIsLeft(built: Built, dongle: Dongle): void {
  const { world, machines } = built
  const machine = machines.find(({ name }) => name === dongle.at)
  if (machine === undefined || machine.plan.customer !== buyerOf(dongle.serial)) return
  const running = machine.disk.transfers().filter(({ open, dongle: key }) => open && key === dongle.thumbprint)
  const left = linesLeft(built, dongle).filter((line) => running.every((transfer) => transfer.line !== line))
  left.forEach((line, index) => {
    world.schedule.after(index * 30 * secondMs, () => void click(world, machine, dongle, line))
  })
}

function running({ machines, dongles }: Built): string[] {
  const living = new Set(alive({ dongles }).map(({ thumbprint }) => thumbprint))
  return machines.flatMap((machine) =>
    machine.disk
      .transfers()
      .filter(({ open, dongle }) => open && living.has(dongle))
      .map(({ id, state, lastError }) => `L1: ${machine.name} still has ${id.slice(-4)} ${state} (${lastError})`),
  )
}

const closedLines = ({ cloud }: Pick<Built, 'cloud'>): Set<string> =>
  new Set([...cloud.facts.lines.values()].flatMap(({ id, waveOpensAt }) => (waveOpensAt === undefined ? [] : [id])))
