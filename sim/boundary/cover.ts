import { readFileSync, writeFileSync } from 'node:fs'
import { chanceOf } from '../chance.ts'
import { runJobs } from '../pool.ts'
import { type WorldClass, worldClasses } from '../seed.ts'
import { type Course, pairs, sample, singles, somePairs, triples } from './cases.ts'
import { type BoundaryCase, type CaseOutcome, scenarioNames } from './scenario.ts'

export interface Asked {
  readonly size: 'sample' | 'singles' | 'pairs'
  readonly triples: number
  /** Writes the list of boundaries anew instead of comparing with it. */
  readonly write: boolean
  readonly tell: (line: string) => void
}

export interface BoundaryFigures {
  readonly boundaries: number
  readonly cases: number
  readonly failures: number
  /** In the code, and in no committed list: the list is written anew after somebody looked. */
  readonly unlisted: readonly string[]
  /** In the committed list, and no longer in the code. */
  readonly gone: readonly string[]
}

type Named = Record<WorldClass, readonly string[]>
const listFile = new URL('./boundaries.json', import.meta.url)
const failuresTold = 3

/** Runs every scenario once, collects its I/O, and lets each go wrong. */
export async function coverBoundaries({ size, triples: triplesAsked, write, tell }: Asked): Promise<BoundaryFigures> {
  const courses: Course[] = []
  const calm = worldClasses.flatMap((worldClass) =>
    scenarioNames.map((scenario): BoundaryCase => ({ worldClass, scenario, faults: [] })),
  )
  let failures = 0
  let cases = 0
  const count = ({ asked, outcome }: Done): boolean => {
    cases++
    if (outcome.violations.length === 0) return false
    failures++
    if (failures > failuresTold) return false
    tell(`\n${asked.worldClass} ${asked.scenario} ${JSON.stringify(asked.faults)} fails`)
    for (const violation of new Set(outcome.violations)) tell(`  ${violation}`)
    for (const line of outcome.story) tell(`    ${line}`)
    return false
  }
  await runJobs<BoundaryCase, Done>(calm.values(), (done) => {
    courses.push({ ...done.asked, points: done.outcome.points })
    return count(done)
  })
  courses.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)) // they came as the workers were done, and what is drawn goes by their order
  await runJobs<BoundaryCase, Done>(casesOf(courses, size, triplesAsked), count)
  const found = namesIn(courses)
  if (write) writeFileSync(listFile, `${JSON.stringify(found, null, 2)}\n`)
  const listed = JSON.parse(readFileSync(listFile, 'utf8')) as Named
  const boundaries = worldClasses.reduce((sum, worldClass) => sum + found[worldClass].length, 0)
  return { boundaries, cases, failures, unlisted: missingIn(listed, found), gone: missingIn(found, listed) }
}

interface Done {
  readonly asked: BoundaryCase
  readonly outcome: CaseOutcome
}

const nameOf = ({ worldClass, scenario }: Course): string => `${worldClass} ${scenario}`

const tripleSeed = 7
const pairSeed = 8
const pairsInSample = 100

function* casesOf(courses: readonly Course[], size: Asked['size'], triplesAsked: number): Generator<BoundaryCase> {
  if (size === 'sample') {
    yield* sample(courses)
    const drawn = chanceOf(pairSeed)
    yield* somePairs(courses, pairsInSample, (end) => drawn.below(end))
  } else yield* courses.flatMap(singles)
  if (size === 'pairs') for (const course of courses) yield* pairs(course)
  const chance = chanceOf(tripleSeed)
  yield* triples(courses, triplesAsked, (end) => chance.below(end))
}

function namesIn(courses: readonly Course[]): Named {
  const of = (worldClass: WorldClass) =>
    [
      ...new Set(
        courses.flatMap((course) => (course.worldClass === worldClass ? course.points.map(({ name }) => name) : [])),
      ),
    ].toSorted()
  return { a: of('a'), b: of('b'), grace: of('grace') }
}

const missingIn = (list: Named, from: Named): string[] =>
  worldClasses.flatMap((worldClass) =>
    from[worldClass].filter((name) => !list[worldClass].includes(name)).map((name) => `${worldClass}: ${name}`),
  )
