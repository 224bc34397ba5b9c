/** A bucket per subject, in this process's memory: enough to slow a flood, gone after a restart. */
export interface RateLimit {
  /** @returns seconds to wait; undefined when there was still room, and then it counts */
  take(subject: string): number | undefined
  /** Whether a subject has used its room up, without counting. */
  waitOf(subject: string): number | undefined
}

const subjectsMax = 100_000

/** @param perMinute how many of one subject are let through in a minute, and at once */
export function rateLimit(perMinute: number, now: () => Date): RateLimit {
  const buckets = new Map<string, { left: number; atMs: number }>()

  function refill(subject: string): { left: number; atMs: number } {
    const atMs = now().getTime()
    const bucket = buckets.get(subject) ?? { left: perMinute, atMs }
    const left = Math.min(perMinute, bucket.left + ((atMs - bucket.atMs) / 60_000) * perMinute)
    return { left, atMs }
  }
  const wait = (left: number): number | undefined => (left >= 1 ? undefined : Math.ceil(((1 - left) * 60) / perMinute))

  return {
    take(subject) {
      const bucket = refill(subject)
      const seconds = wait(bucket.left)
      if (seconds === undefined) bucket.left -= 1
      // Forgetting all of them lets a flood through once a hundred thousand; keeping them without end fills the memory.
      if (buckets.size >= subjectsMax) buckets.clear()
      buckets.set(subject, bucket)
      return seconds
    },
    waitOf: (subject) => wait(refill(subject).left),
  }
}
