import { expect, test } from 'vitest'
import type { DongleFault } from '../error.ts'
import type { Bench } from './bench.ts'
import { faultOf, opened, seeded, unlocked } from './hands.ts'

const usualPulls = 24

/** Dongles that are pulled, swapped, several, or not served. */
export function describePresence(bench: Bench): void {
  const { startForTest, make, order } = bench

  test('[Q91] a dongle pulled between steps is "removed", never "no licenses", and goes on after it is back', async () => {
    const dongle = await make('pulled')
    const session = await unlocked(bench.service, dongle)
    await bench.fixture.unplug(dongle)
    expect(await faultOf(session.read())).toBe('removed')
    expect(await faultOf(session.retire(order(dongle, 1, 0)))).toBe('removed')
    expect((await bench.service.list()).map((ref) => ref.key)).not.toContain(dongle.key)
    await bench.fixture.plug(dongle)
    expect(await session.inspect()).toMatchObject({ state: 'whole', generation: 1 })
    if (dongle.pin !== undefined) {
      expect(await faultOf(session.retire(order(dongle, 1, 0)))).toBe('pin-needed')
      await session.unlock({ pin: dongle.pin })
    }
    await session.retire(order(dongle, 1, 0))
    expect(await session.inspect()).toMatchObject({ generation: 2 })
  })

  test('[Q91] a dongle pulled while it is read gives the whole reading or "removed", never less', async () => {
    const dongle = await make('pulled-while-read')
    const session = await opened(bench.service, dongle)
    const random = seeded(91)
    const from = performance.now()
    await session.read()
    const windowMs = 1.5 * (performance.now() - from)
    const outcomes = new Set<string>()
    for (let pull = 0; pull < (bench.fixture.pulls ?? usualPulls); pull++) {
      const read = session.read().then(
        (reading) => (reading.complete ? 'whole' : 'less'),
        (error: { fault: DongleFault }) => error.fault,
      )
      await new Promise((resolve) => setTimeout(resolve, random() * windowMs))
      await bench.fixture.unplug(dongle)
      outcomes.add(await read)
      await bench.fixture.plug(dongle)
    }
    expect(['whole', 'removed']).toEqual(expect.arrayContaining([...outcomes]))
  })

  test('another dongle in its place is "replaced"', async () => {
    const [dongle, other] = [await make('swapped'), await make('newcomer')]
    await bench.fixture.unplug(other)
    const session = await unlocked(bench.service, dongle)
    await bench.fixture.unplug(dongle)
    await bench.fixture.plug(other)
    expect(await faultOf(session.read())).toBe('replaced')
    expect(await faultOf(session.retire(order(dongle, 1, 0)))).toBe('replaced')
  })

  test('dongles that come and go are told of, and a disabled service touches none', async () => {
    const dongle = await make('watched')
    const watching = startForTest({ pollMs: 50 })
    const seen: string[] = []
    const stop = watching.watch(({ type, ref }) => ref.key === dongle.key && seen.push(type))
    await expect.poll(() => seen, { timeout: 30_000 }).toEqual(['added'])
    await bench.fixture.unplug(dongle)
    await expect.poll(() => seen, { timeout: 30_000 }).toEqual(['added', 'removed'])
    await bench.fixture.plug(dongle)
    await expect.poll(() => seen, { timeout: 30_000 }).toEqual(['added', 'removed', 'added'])
    await watching.disable()
    expect(seen.at(-1)).toBe('removed')
    expect(await faultOf(watching.open(dongle.key))).toBe('driver-unavailable')
    stop()
  })

  test('two dongles are told apart, and an act on one leaves the other alone', async () => {
    const [one, two] = [await make('one'), await make('two')]
    const [first, second] = [await unlocked(bench.service, one), await unlocked(bench.service, two)]
    await first.retire(order(one, 1, 0))
    expect(await second.inspect()).toMatchObject({ generation: 1 })
    expect(await first.inspect()).toMatchObject({ generation: 2 })
  })
}
