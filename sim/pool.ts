import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

/** A world leaves nothing behind: with room for its garbage, less of it is carried on to the old generation. */
const resourceLimits = { maxYoungGenerationSizeMb: 64 }

/**
 * Gives jobs to worker threads, each to whoever is free, and hands every answer on as it comes.
 *
 * @param done told of each answer; true means that no further job is wanted
 */
export async function runJobs<Job, Done>(jobs: Iterator<Job>, done: (answer: Done) => boolean): Promise<void> {
  let enough = false
  await Promise.all(Array.from({ length: availableParallelism() }, () => work()))

  function work(): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./thread.mjs', import.meta.url), { resourceLimits })
      const end = () => worker.terminate().then(() => resolve(), reject)
      worker.on('error', reject)
      worker.on('message', (answer: Done | 'ready') => {
        if (answer !== 'ready') enough = done(answer) || enough
        const job = enough ? undefined : jobs.next()
        if (job === undefined || job.done) void end()
        else worker.postMessage(job.value)
      })
    })
  }
}
