import { expect, test } from 'vitest'
import type { Bench } from './bench.ts'
import { killDuringRetire } from './kill.ts'
import { contractSizes } from './sizes.ts'

/** The process that speaks to a dongle may end at any moment. */
export function describeKill(bench: Bench): void {
  const { startForTest, make, order } = bench

  test('[Q91] killed at any moment of a retire, the dongle is on, or off with its receipt', {
    timeout: contractSizes().kills * 30_000,
  }, async () => {
    const { kills } = contractSizes()
    const outcome = await killDuringRetire(startForTest(), make, order, kills)
    expect(outcome.on + outcome.off).toBe(kills)
    expect(outcome.on).toBeGreaterThan(0)
    expect(outcome.off).toBeGreaterThan(0)
  })
}
