import { minuteMs, secondMs } from '@undongle/core/time'
import type { Facts } from '../../packages/cloud/src/ledger/memory/facts.ts'
import { type LineName, machinePlans } from '../catalog.ts'
import type { Dongle } from '../dongle.ts'
import { settle } from '../live.ts'
import type { Machine } from '../machine.ts'
import { cancelOne, click, giveBackOne, plug } from '../person.ts'
import { type Built, build, type Ground, type WorldPlan } from '../run.ts'
import type { WorldClass } from '../seed.ts'
import { type NamedPoint, Planned, type PlannedFault } from './planned.ts'

/** One transfer for each result that a run for one dongle can have [Q50–Q57], and what else can be done about one. */
export const scenarios = {
  'all-moved': { dongle: 'D-3', line: 'beta', clicks: 1, betaClosed: false },
  'partly-moved': { dongle: 'D-1', line: 'alpha', clicks: 1, betaClosed: false },
  'already-moved': { dongle: 'D-3', line: 'beta', clicks: 2, betaClosed: false },
  'other-company': { dongle: 'D-2', line: 'alpha', clicks: 1, betaClosed: false },
  ineligible: { dongle: 'D-3', line: 'beta', clicks: 1, betaClosed: true },
  'nothing-relevant': { dongle: 'D-3', line: 'alpha', clicks: 1, betaClosed: false },
  'temporary-subscription': { dongle: 'D-4', line: 'alpha', clicks: 1, betaClosed: false },
  'no-subscription': { dongle: 'D-4', line: 'beta', clicks: 1, betaClosed: false },
  cancel: { dongle: 'D-3', line: 'beta', clicks: 0, betaClosed: false, act: callOff },
  mend: { dongle: 'D-3', line: 'beta', clicks: 1, betaClosed: false, act: rollBack },
  'give-back': { dongle: 'D-3', line: 'beta', clicks: 0, betaClosed: false, act: handIn },
  restore: { dongle: 'D-3', line: 'beta', clicks: 1, betaClosed: false, act: restoreFromBefore },
} as const satisfies Record<string, Course>
interface Course {
  readonly dongle: string
  readonly line: LineName
  readonly clicks: number
  readonly betaClosed: boolean
  /** What is done after the clicks. */
  readonly act?: (scene: Scene) => Promise<void>
}
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
  const { dongle: serial, betaClosed, ...course }: Course = scenarios[scenario]
  const plan: WorldPlan = {
    graceDays: worldClass === 'grace' ? 14 : 0,
    readOnly: worldClass === 'b',
    isMute: false,
    betaWave: betaClosed ? null : undefined,
    dongles: [serial],
    machines: machinePlans.filter(({ name }) => name === 'desk' || (serial === 'D-2' && name === 'foreign')),
  }
  const planned = new Planned(faults)
  const built = await build(seed, ground, plan, planned)
  await begin(built, serial, course)
  const count = planned.points.length
  const left = built.violations.length > 0 ? [] : await settle(built)
  const violations = [...built.violations, ...left, ...built.world.bugs]
  const story = violations.length === 0 ? [] : built.world.lines(storyLines)
  return { violations, points: planned.points.slice(0, count), story }
}

interface Scene {
  readonly built: Built
  readonly machine: Machine
  readonly dongle: Dongle
  readonly line: LineName
  /** What the cloud held before anybody clicked. */
  readonly before: Facts
}

/** One machine, one dongle, one person who presses the button and waits. */
async function begin(built: Built, serial: string, { line, clicks, act }: Omit<Course, 'dongle' | 'betaClosed'>) {
  const { world, dongles } = built
  const [dongle] = dongles.filter((candidate) => candidate.serial === serial)
  const [machine] = built.machines
  if (dongle === undefined || machine === undefined) throw new Error('a scenario has a dongle and a machine')
  await built.passes(10 * secondMs)
  plug(built, dongle, machine.name)
  await built.passes(10 * secondMs)
  const before = built.cloud.facts
  for (let count = 0; count < clicks; count++) {
    void click(world, machine, dongle, line, true)
    await built.passes(3 * minuteMs)
  }
  await act?.({ built, machine, dongle, line, before })
}

const lookMs = 20
const looksMost = 200

/** Somebody pulls the dongle as soon as the cloud has answered, calls the transfer off, and plugs it in again. */
async function callOff({ built, machine, dongle, line }: Scene): Promise<void> {
  void click(built.world, machine, dongle, line, true)
  const isUnderWay = () => machine.disk.transfers().some(({ open, state }) => open && state !== 'intended')
  for (let look = 0; look < looksMost && !isUnderWay(); look++) await built.passes(lookMs)
  plug(built, dongle, undefined)
  cancelOne(built.world, machine)
  await built.passes(10 * secondMs)
  plug(built, dongle, machine.name)
  await built.passes(3 * minuteMs)
}

/** The owner puts back what the dongle held before it moved. */
async function rollBack({ built, machine, dongle }: Scene): Promise<void> {
  plug(built, dongle, undefined)
  const [first] = dongle.past
  if (first !== undefined) dongle.putBack(first)
  await built.passes(10 * secondMs)
  plug(built, dongle, machine.name)
  await built.passes(3 * minuteMs)
}

async function handIn({ built, machine, dongle }: Scene): Promise<void> {
  giveBackOne(built.world, machine, dongle)
  await built.passes(3 * minuteMs)
}

async function restoreFromBefore({ built, before }: Scene): Promise<void> {
  built.restore(before)
  await built.passes(20 * minuteMs)
}
