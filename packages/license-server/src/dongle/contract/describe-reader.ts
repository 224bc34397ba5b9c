import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DongleService } from '../host/service.ts'
import { describeCapabilities } from './capabilities.ts'
import { faultOf } from './hands.ts'
import type { PluggedRecord, ReaderFixture } from './reader-fixture.ts'
import { contractSizes } from './sizes.ts'

/** A hostile runtime costs at most this, whatever it answers. */
const longestMs = 5000

/**
 * What every reader must do: the read part of the contract, through its supervised process.
 *
 * @param kind `token` where dongles are read without a runtime of their own
 */
export function describeReader(
  name: string,
  openFixture: () => Promise<ReaderFixture>,
  kind: 'runtime' | 'token' = 'runtime',
): void {
  describe(`reader ${name}`, () => {
    let fixture: ReaderFixture
    let service: DongleService
    beforeAll(async () => {
      fixture = await openFixture()
      service = fixture.start({ pollMs: 50 })
    })
    afterAll(async () => fixture.stop())

    const runtimeHands = () => {
      if (fixture.runtime === undefined) throw new Error('these dongles have no runtime of their own')
      return fixture.runtime
    }
    const keys = async () => (await service.list()).map((ref) => ref.key)
    const isListed = (dongle: PluggedRecord) => expect.poll(keys, { timeout: 30_000 }).toContain(dongle.key)
    async function plugged(dongle: string): Promise<PluggedRecord> {
      const made = await fixture.plug(dongle)
      await isListed(made)
      return made
    }

    describeCapabilities(name, {
      'found and read whole': describeFound,
      'pulled, swapped, several': describePulled,
      ...(kind === 'runtime' ? { 'runtime fails or lies': describeRuntime } : {}),
    })

    function describeFound(): void {
      test('[Q81] a dongle is found by what its runtime says of it, and has no id: it has no key of its own', async () => {
        const dongle = await plugged('found')
        const listed = (await service.list()).find(({ key }) => key === dongle.key)
        expect(listed).toMatchObject({ id: null, way: 'record', serial: dongle.serial })
      })

      test('a record holds what is on it, whole', async () => {
        const dongle = await plugged('read')
        const record = await service.observe(dongle.key)
        expect(record).toMatchObject({ serial: dongle.serial, complete: true })
        expect(record.entries.map(({ code }) => code)).toEqual(dongle.codes)
      })

      test('it is never opened and gets no key: nothing is ever written on it', async () => {
        const dongle = await plugged('never-written')
        expect(await faultOf(service.open(dongle.key))).toBe('unsupported')
        expect(await faultOf(service.makeKey(dongle.key))).toBe('unsupported')
      })

      test('what its runtime shows and is no dongle of this machine is not listed', async () => {
        const dongle = await plugged('own')
        const before = await keys()
        await fixture.plugOthers()
        await isListed(dongle)
        const watching = fixture.start({ pollMs: 50 })
        await expect.poll(async () => (await watching.list()).length, { timeout: 30_000 }).toBe(before.length)
        await watching.disable()
      })
    }

    function describePulled(): void {
      test('two dongles are told apart', async () => {
        const [one, two] = [await plugged('one'), await plugged('two')]
        expect((await service.observe(one.key)).serial).toBe(one.serial)
        expect((await service.observe(two.key)).serial).toBe(two.serial)
      })

      test('[Q91] a pulled dongle is "removed", never "no licenses", and is there again after it is back', async () => {
        const dongle = await plugged('pulled')
        await fixture.unplug(dongle)
        expect(await faultOf(service.observe(dongle.key))).toBe('removed')
        await expect.poll(keys, { timeout: 30_000 }).not.toContain(dongle.key)
        await fixture.plug('pulled')
        await isListed(dongle)
        expect((await service.observe(dongle.key)).complete).toBe(true)
      })

      test('dongles that come and go are told of', async () => {
        const watching = fixture.start({ pollMs: 50 })
        const dongle = await fixture.plug('watched')
        const seen: string[] = []
        watching.watch(({ type, ref }) => ref.key === dongle.key && seen.push(type))
        await expect.poll(() => seen, { timeout: 30_000 }).toEqual(['added'])
        await fixture.unplug(dongle)
        await expect.poll(() => seen, { timeout: 30_000 }).toEqual(['added', 'removed'])
        await watching.disable()
      })
    }

    function describeRuntime(): void {
      test('[Q100] a runtime that does not answer is named, its dongles stay listed, and it is read when it is back', async () => {
        const dongle = await plugged('served')
        await runtimeHands().run(false)
        expect(await faultOf(service.observe(dongle.key))).toBe('driver-unavailable')
        expect(await keys()).toContain(dongle.key)
        await runtimeHands().run(true)
        expect((await service.observe(dongle.key)).complete).toBe(true)
      })

      test('hostile answers end in a fault or a record within the limits, and the process goes on', {
        timeout: contractSizes().dialogues * 5000,
      }, async () => {
        const dongle = await plugged('hostile')
        const [status] = await service.status()
        const property = fc.asyncProperty(hostileText, async (text) => {
          await runtimeHands().answerWith(text)
          const from = performance.now()
          const fault = await faultOf(service.observe(dongle.key))
          expect(performance.now() - from).toBeLessThan(longestMs)
          expect(['none', 'removed', 'incomplete', 'driver-unavailable', 'disabled']).toContain(fault)
        })
        await fc.assert(property, { numRuns: contractSizes().dialogues, seed: 7 })
        await runtimeHands().answerWith(null)
        await isListed(dongle)
        expect((await service.observe(dongle.key)).complete).toBe(true)
        expect((await service.status())[0]?.pid).toBe(status?.pid)
      })
    }
  })
}

/** Noise, markup, control characters, brackets without end, and much of each. */
const hostileText = fc.oneof(
  fc.string({ maxLength: 2000, unit: 'binary' }),
  fc
    .tuple(
      fc.constantFrom('[', '{"a":', '<', '&', '/*', '\u0000', '-', ' ', '\n', '1-1'),
      fc.integer({ min: 1, max: 100_000 }),
    )
    .map(([text, count]) => text.repeat(Math.min(count, 700_000 / text.length))),
  fc.json({ maxDepth: 4 }).map((json) => `/*JSON:devices*/ ${json} /*<code>0</code>*/`),
  fc
    .array(fc.dictionary(fc.constantFrom('haspid', 'typ', 'isloc', 'cnt', '__proto__'), fc.string()), { maxLength: 5 })
    .map((rows) => `/*JSON:devices*/${rows.map((row) => JSON.stringify(row)).join(',')}/*<code>0</code>*/`),
  fc
    .array(
      fc.constantFrom(
        'cmu - CodeMeter Universal Support Tool',
        'CmContainer with Serial Number 3-1',
        'PC=1',
        'Name: <b>',
        '\u001b[2J',
      ),
    )
    .map((lines) => lines.join('\n')),
)
