import { describe } from 'vitest'
import { useBench } from './bench.ts'
import { describeActs } from './describe-acts.ts'
import { describeDamage } from './describe-damage.ts'
import { describePresence } from './describe-presence.ts'
import { describeReading } from './describe-reading.ts'
import type { DriverFixture } from './fixture.ts'

/** What every driver must do, run on real dongles of that driver through its supervised process. */
export function describeDriver(name: string, openFixture: () => Promise<DriverFixture>): void {
  describe(`driver ${name}`, () => {
    const bench = useBench(name, openFixture)
    describeReading(bench)
    describeActs(bench)
    describePresence(bench)
    describeDamage(bench)
  })
}
