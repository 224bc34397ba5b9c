import { dayMs } from '@undongle/core/time'
import { everybodyWorks } from './application.ts'
import { buyerOf, dongleSerials, machinePlans, ours } from './catalog.ts'
import { type Chance, chanceOf } from './chance.ts'
import { Weather } from './fault.ts'
import { planDeath, planLife, settle } from './live.ts'
import { passOutage } from './outage.ts'
import { planHurry, planSecondGiveBack } from './overtaken.ts'
import { build, type Ground, type WorldPlan } from './run.ts'
import type { Story } from './story.ts'

export const worldClasses = ['a', 'b', 'grace'] as const
export type WorldClass = (typeof worldClasses)[number]

/** What came of one seed. */
export interface Outcome {
  readonly violations: readonly string[]
  readonly days: number
  readonly story: Story
}

/** Runs one world from its seed: its life with faults, then its end without. */
export async function runSeed(seed: number, worldClass: WorldClass, ground: Ground): Promise<Outcome> {
  const draw = chanceOf(seed + halfway)
  const plan = planOf(worldClass, draw)
  const built = await build(seed, ground, plan, new Weather(draw))
  const { world, violations } = built
  const begunMs = world.schedule.nowMs
  if (!plan.readOnly && chanceOf(seed + deaths).hit(deathRate)) planDeath(built)
  const lifeMs = planLife(built, plan)
  const overtaking = chanceOf(seed + overtakings)
  if (plan.readOnly && overtaking.hit(overtakingRate)) overtaking.pick([planHurry, planSecondGiveBack])(built)
  await built.passes(lifeMs)
  if (violations.length === 0 && draw.hit(outageRate)) await passOutage(built)
  const left = violations.length > 0 ? [] : await settle(built)
  if (violations.length + left.length === 0) left.push(...(await everybodyWorks(built)))
  return {
    violations: [...violations, ...left, ...world.bugs],
    days: (world.schedule.nowMs - begunMs) / dayMs,
    story: world,
  }
}

/** Drawn from a stream of its own, too: what two operators do about a dead dongle is seen in some worlds of any thousand. */
const deaths = 2 ** 51
const deathRate = 0.1
const outageRate = 0.05
/** And so is what becomes of a permit that something overtakes on its way. */
const overtakings = 2 ** 50
const overtakingRate = 0.1

/** The world and its weather draw from streams of their own, so that a change in one leaves the other as it was. */
const halfway = 2 ** 52

/** One dongle and one machine in most worlds, and all of them in some: what goes wrong goes wrong between the transfers of one. */
function planOf(worldClass: WorldClass, draw: Chance): WorldPlan {
  const [first, ...others] = dongleSerials
  const crowd = draw.pick([0.05, 0.2, 0.6])
  const dongles = [first, ...others.filter(() => draw.hit(crowd))]
  const machines = machinePlans.filter(
    ({ name, customer }) =>
      name === 'desk' || draw.hit(crowd) || dongles.some((serial) => buyerOf(serial) === customer && customer !== ours),
  )
  const readOnly = worldClass === 'b' || (worldClass === 'grace' && draw.hit(0.5))
  return {
    graceDays: worldClass === 'grace' ? 14 : 0,
    readOnly,
    isMute: readOnly && draw.hit(0.3),
    betaWave: draw.hit(0.3) ? null : undefined,
    dongles,
    machines,
  }
}
