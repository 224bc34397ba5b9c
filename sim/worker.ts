import { parentPort } from 'node:worker_threads'
import { type BoundaryCase, runCase } from './boundary/scenario.ts'
import { prepareGround } from './ground.ts'
import { classOf, type Failure, type SeedsDone, type SeedsJob } from './job.ts'
import type { Ground } from './run.ts'
import { runSeed, worldClasses } from './seed.ts'
import type { CoveragePoint } from './world.ts'

const storyLines = 150

const ground = await prepareGround()
parentPort?.on('message', (job: SeedsJob | BoundaryCase) => {
  const done =
    'scenario' in job ? runCase(job, ground).then((outcome) => ({ asked: job, outcome })) : runSeeds(job, ground)
  void done.then((answer) => parentPort?.postMessage(answer))
})
parentPort?.postMessage('ready')

async function runSeeds({ from, count, worldClass, hashed, twice }: SeedsJob, on: Ground): Promise<SeedsDone> {
  const failures: Failure[] = []
  const covered = new Set<CoveragePoint>()
  const hashes: string[] = []
  const sums = { crashes: 0, boundaries: 0, steps: 0, days: 0 }
  for (let seed = from; seed < from + count; seed++) {
    const ofSeed = worldClass ?? classOf(seed, worldClasses)
    const { story, violations: found, days } = await runSeed(seed, ofSeed, on)
    const again = twice ? await runSeed(seed, ofSeed, on) : undefined
    const differs = again !== undefined && again.story.hash() !== story.hash()
    const violations = differs ? [...found, 'the same seed ran differently a second time'] : found
    sums.crashes += story.crashes
    sums.boundaries += story.boundaries
    sums.steps += story.schedule.steps
    sums.days += days
    for (const point of story.points) covered.add(point)
    if (hashed) hashes.push(story.hash())
    if (violations.length > 0) failures.push({ seed, worldClass: ofSeed, violations, story: story.lines(storyLines) })
  }
  return { count, failures, covered: [...covered], hashes, ...sums }
}
