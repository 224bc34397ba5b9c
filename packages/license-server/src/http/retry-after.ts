const soonestSeconds = 2
const latestSeconds = 30

/** For answers that a repeat may better (429, 503): each asker another wait, so that those who were refused together don't come back together. */
export function retryAfter(status: number, chance: () => number): { 'retry-after'?: string } {
  if (status !== 429 && status !== 503) return {}
  return { 'retry-after': String(soonestSeconds + Math.floor(chance() * (latestSeconds - soonestSeconds))) }
}
