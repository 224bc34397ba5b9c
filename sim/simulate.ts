import { faultPoints } from './fault.ts'
import type { SeedsDone, SeedsJob } from './job.ts'
import { runJobs } from './pool.ts'
import type { WorldClass } from './seed.ts'
import { coveragePoints } from './world.ts'

interface Asked {
  readonly from: number
  readonly count: number
  readonly worldClass: WorldClass | undefined
  readonly twice: boolean
  /** Ends at the first failure. */
  readonly first: boolean
  readonly tell: (line: string) => void
}

export interface Figures {
  readonly seeds: number
  readonly failures: number
  readonly crashes: number
  readonly boundaries: number
  readonly covered: number
  /** What must happen sometimes and did not; said only of runs that are long enough. */
  readonly missed: readonly string[]
  readonly steps: number
  readonly virtualDays: number
  readonly hash: string | undefined
}

const seedsPerJob = 20
/** Who looks for the first failure does not want to wait for nineteen others. */
const seedsPerLook = 5
/** So many seeds see everything that must happen sometimes. */
const seedsForCoverage = 3000
const failuresTold = 3

/** Runs many worlds on all cores. A failure is told with its seed and the end of its story. */
export async function simulate({ from, count, worldClass, twice, first, tell }: Asked): Promise<Figures> {
  const covered = new Set<string>()
  const sums = { seeds: 0, failures: 0, crashes: 0, boundaries: 0, steps: 0, virtualDays: 0 }
  const hashes: string[] = []
  await runJobs<SeedsJob, SeedsDone>(
    jobs({ from, count, worldClass, hashed: count === 1, twice }, first ? seedsPerLook : seedsPerJob),
    (done) => {
      sums.seeds += done.count
      sums.crashes += done.crashes
      sums.boundaries += done.boundaries
      sums.steps += done.steps
      sums.virtualDays += done.days
      hashes.push(...done.hashes)
      for (const point of done.covered) covered.add(point)
      for (const failure of done.failures) {
        sums.failures++
        if (sums.failures > failuresTold) continue
        tell(`\nseed ${failure.seed} fails: npm run sim -- --seed ${failure.seed} --class ${failure.worldClass}`)
        for (const violation of new Set(failure.violations)) tell(`  ${violation}`)
        for (const line of failure.story) tell(`    ${line}`)
      }
      return first && sums.failures > 0
    },
  )
  const missed =
    count < seedsForCoverage ? [] : [...coveragePoints, ...faultPoints].filter((point) => !covered.has(point))
  return { ...sums, virtualDays: Math.round(sums.virtualDays), covered: covered.size, missed, hash: hashes[0] }
}

function* jobs({ from, count, ...rest }: SeedsJob, size: number): Generator<SeedsJob> {
  for (let next = from; next < from + count; next += size) {
    yield { ...rest, from: next, count: Math.min(size, from + count - next) }
  }
}
