import { minuteMs, secondMs } from '@undongle/core/time'
import { type LineName, machinePlans } from '../catalog.ts'
import { settle } from '../live.ts'
import { click, plug } from '../person.ts'
import { type Built, build, type Ground, type WorldPlan } from '../run.ts'
import type { WorldClass } from '../seed.ts'
import { type NamedPoint, Planned, type PlannedFault } from './planned.ts'

/** One transfer for each result that a run for one dongle can have [Q50–Q57]. */
export const scenarios = {
  'all-moved': { dongle: 'D-3', line: 'beta', clicks: 1, betaClosed: false },
  'partly-moved': { dongle: 'D-1', line: 'alpha', clicks: 1, betaClosed: false },
  'already-moved': { dongle: 'D-3', line: 'beta', clicks: 2, betaClosed: false },
  'other-company': { dongle: 'D-2', line: 'alpha', clicks: 1, betaClosed: false },
  ineligible: { dongle: 'D-3', line: 'beta', clicks: 1, betaClosed: true },
  'nothing-relevant': { dongle: 'D-3', line: 'alpha', clicks: 1, betaClosed: false },
  'temporary-subscription': { dongle: 'D-4', line: 'alpha', clicks: 1, betaClosed: false },
  'no-subscription': { dongle: 'D-4', line: 'beta', clicks: 1, betaClosed: false },
} as const satisfies Record<string, { dongle: string; line: LineName; clicks: number; betaClosed: boolean }>
export type Scenario = keyof typeof scenarios
export const scenarioNames = Object.keys(scenarios) as Scenario[]

export interface BoundaryCase {
  readonly worldClass: WorldClass
  readonly scenario: Scenario
  readonly faults: readonly PlannedFault[]
}

export interface CaseOutcome {
  readonly violations: readonly string[]
  readonly points: readonly NamedPoint[]
  readonly story: readonly string[]
}

const seed = 1
const storyLines = 150

/** Runs a scenario with exactly these faults, and then to its end. */
export async function runCase({ worldClass, scenario, faults }: BoundaryCase, ground: Ground): Promise<CaseOutcome> {
  const { dongle: serial, line, clicks, betaClosed } = scenarios[scenario]
  const plan: WorldPlan = {
    graceDays: worldClass === 'grace' ? 14 : 0,
    readOnly: worldClass === 'b',
    betaWave: betaClosed ? null : undefined,
    dongles: [serial],
    machines: machinePlans.filter(({ name }) => name === 'desk' || (serial === 'D-2' && name === 'foreign')),
  }
  const planned = new Planned(faults)
  const built = await build(seed, ground, plan, planned)
  await begin(built, serial, line, clicks)
  const count = planned.points.length
  const left = built.violations.length > 0 ? [] : await settle(built)
  const violations = [...built.violations, ...left, ...built.world.bugs]
  const story = violations.length === 0 ? [] : built.world.lines(storyLines)
  return { violations, points: planned.points.slice(0, count), story }
}

/** One machine, one dongle, one person who presses the button and waits. */
async function begin(built: Built, serial: string, line: LineName, clicks: number): Promise<void> {
  const { world, dongles } = built
  const [dongle] = dongles.filter((candidate) => candidate.serial === serial)
  const [machine] = built.machines
  if (dongle === undefined || machine === undefined) throw new Error('a scenario has a dongle and a machine')
  await built.passes(10 * secondMs)
  plug(built, dongle, machine.name)
  await built.passes(10 * secondMs)
  for (let count = 0; count < clicks; count++) {
    void click(world, machine, dongle, line, true)
    await built.passes(3 * minuteMs)
  }
}
