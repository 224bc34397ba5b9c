import { minuteMs } from '@undongle/core/time'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import type { Store } from '../journal/store.ts'
import { StoreError } from '../journal/store-error.ts'
import type { DongleAsk } from './dongle-seats.ts'
import { claimsIn, dongleWith, leaseId, licenseOf, seatPlace, start } from './seats.fixture.ts'

const places: ReturnType<typeof seatPlace>[] = []
afterEach(() => {
  for (const place of places.splice(0)) place.close()
})

function placeOf(...quantities: number[]) {
  const place = seatPlace(quantities.map((quantity, index) => dongleWith(licenseOf(`scan-${index}`, quantity, index))))
  places.push(place)
  return place
}

const ask = (seed: number, more: Partial<DongleAsk> = {}): DongleAsk => ({
  id: leaseId(seed),
  product: 'scan-0',
  version: '1.0',
  holder: '',
  which: 'not-credited',
  ...more,
})
const later = (ms: number) => new Date(start.getTime() + ms)
const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error)
const seeds = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Counts what goes to the disk. */
function counted(store: Store) {
  const counts = { statements: 0, commits: 0 }
  const count =
    <Input extends unknown[], Answer>(act: (...input: Input) => Answer) =>
    (...input: Input): Answer => {
      counts.statements++
      return act(...input)
    }
  const over: Store = {
    ...store,
    run: count(store.run),
    get: count(store.get),
    all: count(store.all),
    transaction: (work) => {
      counts.commits++
      return store.transaction(work)
    },
  }
  return { counts, over }
}

test('everybody who asks while a group is at work goes with the next one: one look at the dongles, one commit', async () => {
  const place = placeOf(1000)
  const { counts, over } = counted(place.store)
  const seats = place.open(over)
  counts.commits = 0
  await Promise.all(seeds(200).map((seed) => seats.take(ask(seed))))
  expect(counts.commits).toBe(2) // the first one alone, then all who waited meanwhile
  expect(place.state.looks).toBe(2)
})

test.each([1, 500])('what a checkout asks of the disk does not grow with %i seats out', async (out) => {
  const place = placeOf(100_000)
  const { counts, over } = counted(place.store)
  const seats = place.open(over)
  await Promise.all(seeds(out).map((seed) => seats.take(ask(seed))))
  counts.statements = 0
  await seats.take(ask(900))
  expect(counts.statements).toBe(7)
})

test('an answer lost on its way is there again, byte for byte, also from the next process', async () => {
  const place = placeOf(1)
  const first = await place.open().take(ask(1))
  place.state.now = later(minuteMs)
  expect(await place.open().take(ask(1))).toEqual(first)
  place.restart()
  expect(await place.open().take(ask(1))).toEqual(first)
})

test('a renewal is due after three minutes: a new lease with a higher number, in the same seat', async () => {
  const place = placeOf(1)
  const seats = place.open()
  const first = claimsIn((await seats.take(ask(1))).lease)
  place.state.now = later(3 * minuteMs)
  const renewed = claimsIn((await seats.take(ask(1))).lease)
  expect(renewed.seq).toBeGreaterThan(first.seq)
  expect(renewed.exp).toBe(first.exp + 180)
})

test('a seat that is out is out for the next process too, until its end', async () => {
  const place = placeOf(1)
  await place.open().take(ask(1))
  place.restart()
  const seats = place.open()
  expect(codeOf(await seats.take(ask(2)).catch((error) => error))).toBe('no-seat-free')
  place.state.now = later(10 * minuteMs)
  expect(claimsIn((await seats.take(ask(2))).lease).jti).toBe(leaseId(2))
})

test('numbers go up when the clock went back while nothing ran', async () => {
  const place = placeOf(2)
  const first = claimsIn((await place.open().take(ask(1))).lease)
  place.restart()
  place.state.now = later(-60 * minuteMs)
  expect(claimsIn((await place.open().take(ask(2))).lease).seq).toBeGreaterThan(first.seq)
})

test('a seat given while the clock was a year ahead is free when it is put right', async () => {
  const place = placeOf(1)
  const seats = place.open()
  place.state.now = later(365 * 24 * 60 * minuteMs)
  await seats.take(ask(1))
  place.state.now = start
  expect((await seats.take(ask(2))).source).toBe('dongle')
})

test('an id is its holder’s: nobody else gets the lease that stands under it', async () => {
  const place = placeOf(5)
  const seats = place.open()
  await seats.take(ask(1, { holder: 'node a' }))
  expect(codeOf(await seats.take(ask(1, { holder: 'node b' })).catch((error) => error))).toBe('lease-unknown')
})

test('who is refused does not spoil it for the others of the group', async () => {
  const place = placeOf(2, 2)
  const seats = place.open()
  const asked = [ask(1), ask(2), ask(3), ask(4, { product: 'scan-1' }), ask(5, { product: 'none' })]
  const answers = await Promise.all(asked.map((one) => seats.take(one).then(() => 'seat', codeOf)))
  expect(answers).toEqual(['seat', 'seat', 'no-seat-free', 'seat', 'product-unknown'])
})

test('of a metered license more seats are lent than it has points, and each says that it is metered', async () => {
  const place = seatPlace([dongleWith(licenseOf('scan-0', 2, 1))], new Set(['scan-0']))
  places.push(place)
  const seats = place.open()
  const answers = await Promise.all(seeds(5).map((seed) => seats.take(ask(seed))))
  for (const { lease } of answers) expect(claimsIn(lease).licenses).toMatchObject([{ seats: 1, metered: true }])
})

test('a full disk: nobody of the group is told of a seat, and none is out', async () => {
  const place = placeOf(2)
  const full: Store = {
    ...place.store,
    transaction: (work) =>
      place.store.transaction(() => {
        work()
        throw new StoreError('journal-disk-full', 'a test')
      }),
  }
  const seats = place.open(full)
  const answers = await Promise.all([1, 2].map((seed) => seats.take(ask(seed)).then(() => 'seat', codeOf)))
  expect(answers).toEqual(['journal-disk-full', 'journal-disk-full'])
  expect(place.store.get('select count(*) as seats from seat')).toEqual({ seats: 0 })
  expect(place.store.all('select * from seat_pool')).toEqual([])
})

test('[Q83] law: never a seat more than the dongles have, whoever asks, renews, gives back or lets it end', async () => {
  const step = fc.record({
    seed: fc.nat({ max: 12 }),
    product: fc.constantFrom('scan-0', 'scan-1'),
    passMs: fc.constantFrom(0, 0, minuteMs, 4 * minuteMs, 11 * minuteMs),
    restarts: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { maxLength: 8 }), { maxLength: 8 }), async (turns) => {
      const place = seatPlace([dongleWith(licenseOf('scan-0', 3, 0)), dongleWith(licenseOf('scan-1', 2, 1))])
      try {
        const out = new Map<string, { product: string; until: number }>()
        for (const turn of turns) {
          const [first] = turn
          place.state.now = new Date(place.state.now.getTime() + (first?.passMs ?? 0))
          if (first?.restarts) place.restart()
          const seats = place.open()
          for (const { seed, product, answer } of await Promise.all(
            turn.map(async ({ seed, product }) => ({
              seed,
              product,
              answer: await seats.take(ask(seed, { product })).catch(() => undefined),
            })),
          )) {
            if (answer !== undefined) out.set(leaseId(seed), { product, until: Date.parse(answer.expiresAt) })
          }
          const live = [...out.values()].filter(({ until }) => until > place.state.now.getTime())
          expect(live.filter(({ product }) => product === 'scan-0').length).toBeLessThanOrEqual(3)
          expect(live.filter(({ product }) => product === 'scan-1').length).toBeLessThanOrEqual(2)
        }
      } finally {
        place.close()
      }
    }),
    { numRuns: 12, seed: 83 },
  )
})
