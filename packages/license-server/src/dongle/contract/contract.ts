import { describe } from 'vitest'
import { useBench } from './bench.ts'
import { describeCapabilities } from './capabilities.ts'
import { describeActs } from './describe-acts.ts'
import { describeDamage } from './describe-damage.ts'
import { describeKill } from './describe-kill.ts'
import { describePresence } from './describe-presence.ts'
import { describeReading } from './describe-reading.ts'
import type { DriverFixture } from './fixture.ts'

/**
 * What every driver must do, run on real dongles of that driver through its supervised process.
 *
 * @param kind `sealed` where nothing but the dongle itself changes what is on it: nobody can spoil it from outside
 */
export function describeDriver(
  name: string,
  openFixture: () => Promise<DriverFixture>,
  kind: 'open' | 'sealed' = 'open',
): void {
  describe(`driver ${name}`, () => {
    const bench = useBench(name, openFixture, kind === 'sealed')
    describeCapabilities(name, {
      'found and read whole': () => describeReading(bench),
      'signs, retires, cancels': () => describeActs(bench),
      'pulled, swapped, several': () => describePresence(bench),
      ...(kind === 'open' ? { 'spoiled by others': () => describeDamage(bench) } : {}),
      'killed in the middle': () => describeKill(bench),
    })
  })
}
