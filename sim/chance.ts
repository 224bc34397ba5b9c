/** Chance that comes from one seed: the same seed draws the same numbers for ever. */
export interface Chance {
  /** From 0 up to, without, 1. */
  next(): number
  /** A whole number from 0 up to, without, `end`. */
  below(end: number): number
  /** From `low` to `high`, both included. */
  between(low: number, high: number): number
  /** True with this probability. */
  hit(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
  bytes(sizeBytes: number): Uint8Array
}

/** The small generator sfc32 (Doty-Humphrey), warmed up from the seed: fast, and good enough to wander through schedules. */
export function chanceOf(seed: number): Chance {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9 ^ Math.trunc(seed / 2 ** 32), 0x243f6a88, 1]
  const word = (): number => {
    const sum = (a + b + counter++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let round = 0; round < 15; round++) word()

  const next = () => word() / 2 ** 32
  const below = (end: number) => Math.floor(next() * end)
  return {
    next,
    below,
    between: (low, high) => low + below(high - low + 1),
    hit: (probability) => next() < probability,
    pick(items) {
      if (items.length === 0) throw new Error('nothing to pick from')
      return items[below(items.length)] as (typeof items)[number]
    },
    bytes: (sizeBytes) => Uint8Array.from({ length: sizeBytes }, () => word() >>> 24),
  }
}
