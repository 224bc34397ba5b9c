import { faultsOf } from '../fault.ts'
import type { WorldClass } from '../seed.ts'
import type { NamedPoint, PlannedFault } from './planned.ts'
import { type BoundaryCase, type Scenario, scenarios } from './scenario.ts'

/** A scenario as it runs when nothing goes wrong, with every I/O there is in it. */
export interface Course {
  readonly worldClass: WorldClass
  readonly scenario: Scenario
  readonly points: readonly NamedPoint[]
}

/** Every fault at every I/O, one at a time. */
export function singles({ worldClass, scenario, points }: Course): BoundaryCase[] {
  return points.flatMap((point, index) =>
    faultsOf[point.kind].map((fault) => ({ worldClass, scenario, faults: [[index, fault] as const] })),
  )
}

/**
 * A crash before and after one I/O of each name, for every day: whoever adds an I/O adds a case. What is done about a transfer afterwards
 * waits for days of the world's time, and is for the whole run.
 */
export function sample(courses: readonly Course[]): BoundaryCase[] {
  const seen = new Set<string>()
  const quick = courses.filter(({ scenario }) => !('act' in scenarios[scenario]))
  return quick.flatMap(({ worldClass, scenario, points }) =>
    points.flatMap(({ kind, name }, index) => {
      const isNew = !seen.has(`${worldClass} ${name}`)
      seen.add(`${worldClass} ${name}`)
      const crashes = faultsOf[kind].filter((fault) => fault.startsWith('crash'))
      return isNew ? crashes.map((fault) => ({ worldClass, scenario, faults: [[index, fault] as const] })) : []
    }),
  )
}

/** Two crashes in one transfer: the second at any I/O from the first on, so that it also falls into the recovery from it. */
export function* pairs(course: Course): Generator<BoundaryCase> {
  const { worldClass, scenario, points } = course
  for (const { faults } of singles(course).filter(({ faults: [first] }) => isCrash(first))) {
    const [first] = faults
    if (first === undefined) continue
    for (let second = first[0] + 1; second < points.length; second++) {
      yield { worldClass, scenario, faults: [first, [second, 'crash-before']] }
    }
  }
}

/** So many of the pairs, drawn by a fixed rule: for every day. */
export function* somePairs(
  courses: readonly Course[],
  count: number,
  draw: (end: number) => number,
): Generator<BoundaryCase> {
  for (let made = 0; made < count; made++) {
    const course = courses[draw(courses.length)]
    if (course === undefined) return
    const { worldClass, scenario, points } = course
    const first = draw(points.length - 1)
    const crashes = faultsOf[points[first]?.kind ?? 'journal'].filter((fault) => fault.startsWith('crash'))
    const second = first + 1 + draw(points.length - first - 1)
    const faults: PlannedFault[] = [
      [first, crashes[draw(crashes.length)] ?? 'crash-before'],
      [second, 'crash-before'],
    ]
    yield { worldClass, scenario, faults }
  }
}

/** So many cases of three faults of any kind, drawn by a fixed rule. */
export function* triples(
  courses: readonly Course[],
  count: number,
  draw: (end: number) => number,
): Generator<BoundaryCase> {
  for (let made = 0; made < count; made++) {
    const course = courses[draw(courses.length)]
    if (course === undefined) return
    const { worldClass, scenario, points } = course
    const faults = Array.from({ length: 3 }, (): PlannedFault => {
      const index = draw(points.length)
      const all = faultsOf[points[index]?.kind ?? 'journal']
      return [index, all[draw(all.length)] ?? 'crash-before']
    })
    yield { worldClass, scenario, faults }
  }
}

const isCrash = (fault: PlannedFault | undefined): boolean => fault?.[1].startsWith('crash') ?? false
