import { hashValue } from '@undongle/core/hash'
import { type LeaseId, type LicenseId, makeId } from '@undongle/core/id'
import type { Binding } from '@undongle/core/license'
import type { BoundSeat } from '@undongle/core/seat/binding'
import { dayMs, fromSeconds, minuteMs, toSeconds } from '@undongle/core/time'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SeatAsk } from './ask.ts'
import { decideGroup, type SeatFacts } from './decide-group.ts'
import { describeLease } from './describe.ts'
import type { SeatLicense, StoredLease } from './store.ts'

const begins = new Date('2027-03-01T12:00:00.000Z')
const idOf = <Kind extends 'lease' | 'license' | 'licenseServer' | 'company'>(kind: Kind, index: number) =>
  makeId(kind, begins, () => new Uint8Array(10).fill(index))
const company = idOf('company', 0)
const machineOf = (index: number) => ({
  company,
  licenseServer: idOf('licenseServer', index),
  jkt: hashValue({ index }),
})
const products = ['scan', 'design', 'locked', 'named', 'points', 'points-locked']
const isMetered = (product: string) => product.startsWith('points')
const bindings: Readonly<Record<string, Binding>> = {
  locked: { to: 'machine', moveDays: 30 },
  named: { to: 'person', moveDays: 30 },
  'points-locked': { to: 'machine', moveDays: 30 },
}
const persons = ['anna@example.com', 'bert@example.com', 'cleo@example.com']
const index = fc.nat(5)

const anyLicense = fc
  .record({
    product: fc.constantFrom(...products),
    quantity: fc.integer({ min: 1, max: 3 }),
    until: fc.constantFrom('2027-02-28', '2027-03-01', '2027-03-04', null),
    offlineDays: fc.constantFrom(0, 1, 10),
  })
  .map(({ product, quantity, until, offlineDays }) => ({ product, quantity, until, offlineDays }))
const anyLicenses = fc.array(anyLicense, { maxLength: 4 }).map((drawn) =>
  drawn.map(({ product, quantity, until, offlineDays }, at): SeatLicense => {
    const term = until === null ? { kind: 'perpetual' as const } : { kind: 'until' as const, until }
    const license = {
      id: idOf('license', at),
      line: 'clinic',
      product,
      name: product,
      generation: '1.0',
      quantity,
      term,
    }
    return { license, metered: isMetered(product), onlineOnly: false, binding: bindings[product] ?? null, offlineDays }
  }),
)
const anyAsk: fc.Arbitrary<SeatAsk> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .record({
        machine: fc.nat(2),
        id: index,
        product: fc.constantFrom(...products, 'none'),
        previous: fc.option(index),
        waits: fc.boolean(),
        user: fc.option(fc.constantFrom(...persons)),
      })
      .map(({ machine, id, product, previous, waits, user }) => ({
        waits,
        user,
        ask: 'check-out' as const,
        machine: machineOf(machine),
        id: idOf('lease', id),
        product,
        previous: previous === null ? null : idOf('lease', previous),
      })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ machine: fc.nat(2), id: index })
      .map(({ machine, id }) => ({ ask: 'release' as const, machine: machineOf(machine), id: idOf('lease', id) })),
  },
)

/** The facts as a group leaves them behind, the way the store keeps them. */
function carryOut(facts: SeatFacts, asks: readonly SeatAsk[], now = begins) {
  const group = decideGroup(facts, asks, now)
  const known = new Map(facts.known)
  for (const seat of group.granted) {
    const frame = {
      issuer: 'http://cloud.test',
      company: { id: company, name: 'Company' },
      epoch: 0,
      blockListChanges: 0,
      now,
      provisionalUntil: undefined,
    }
    const claims = describeLease(frame, seat, 1)
    const { held, freed, holder } = seat
    known.set(claims.jti, {
      licenseServer: claims.machine,
      ended: false,
      held,
      freed,
      holder,
      lease: { kid: 'k', claims },
    })
  }
  for (const id of group.ended) {
    const lease = known.get(id)
    if (lease !== undefined) known.set(id, { ...lease, ended: true })
  }
  const left = new Set(group.left)
  const others = facts.waiting.filter(
    ({ lease }) => !left.has(lease) && !group.waiting.some((each) => each.lease === lease),
  )
  const waiting = [...others, ...group.waiting].toSorted((a, b) => a.since.getTime() - b.since.getTime())
  const bound = boundOf([...facts.bound, ...group.bound], known, now)
  return { group, facts: { licenses: facts.licenses, known, taken: takenOf(known, now), waiting, bound } }
}

/** Each with the lease by which it is in use. */
const boundOf = (bound: readonly BoundSeat[], known: ReadonlyMap<LeaseId, StoredLease>, now: Date): BoundSeat[] =>
  bound.map((seat) => ({ ...seat, lease: usesOf(seat, known, now)[0] ?? null }))

const usesOf = ({ license, holder }: BoundSeat, known: ReadonlyMap<LeaseId, StoredLease>, now: Date) =>
  [...known.values()]
    .filter((lease) => isHeld(lease, now) && lease.holder === holder && licenseOf(lease) === license)
    .map(({ lease: { claims } }) => ({ id: claims.jti, until: fromSeconds(claims.exp) }))

const licenseOf = ({ lease }: StoredLease) => lease.claims.licenses[0]?.license
const isHeld = ({ ended, freed, lease }: StoredLease, now: Date): boolean =>
  !ended && lease.claims.exp > toSeconds(now) && (freed === undefined || freed.at > now)

/** Said without the code that decides. */
function takenOf(known: ReadonlyMap<LeaseId, StoredLease>, now: Date): Map<LicenseId, number> {
  const taken = new Map<LicenseId, number>()
  for (const stored of known.values()) {
    const [leased] = stored.lease.claims.licenses
    if (isHeld(stored, now) && leased !== undefined)
      taken.set(leased.license, (taken.get(leased.license) ?? 0) + leased.seats)
  }
  return taken
}

/** An administrator gives a seat to others. */
function free(facts: SeatFacts, index: number, at: Date): SeatFacts {
  const lease = facts.known.get(idOf('lease', index))
  if (lease === undefined) return facts
  const freed = { at, by: 'usr_00000000000000000000000001', words: 'left' } as const
  return { ...facts, known: new Map(facts.known).set(idOf('lease', index), { ...lease, freed }) }
}

const factsOf = (licenses: readonly SeatLicense[]): SeatFacts => ({
  licenses,
  known: new Map(),
  taken: new Map(),
  waiting: [],
  bound: licenses.flatMap(({ license, binding }) => (binding?.to === 'person' ? assigned(license.id) : [])),
})

/** Two of the three persons, though there may be but one seat, as a contract may name them. */
const assigned = (license: LicenseId): BoundSeat[] =>
  persons.slice(1).map((holder) => ({ license, holder, since: null, by: 'contract', freeAt: null, lease: null }))

const anyStep = fc.record({
  minutes: fc.nat(3000),
  asks: fc.array(anyAsk, { maxLength: 8 }),
  frees: fc.option(fc.record({ lease: index, minutes: fc.nat(3000) })),
})

test('[Q91] [Q99] seats in use are never more than were bought, whatever is asked, freed and over meanwhile', () => {
  fc.assert(
    fc.property(anyLicenses, fc.array(anyStep, { maxLength: 6 }), (licenses, steps) => {
      let facts = factsOf(licenses)
      let now = begins
      for (const { minutes, asks, frees } of steps) {
        now = new Date(now.getTime() + minutes * minuteMs)
        if (frees !== null) facts = free(facts, frees.lease, new Date(now.getTime() + frees.minutes * minuteMs))
        const { known, bound } = facts
        facts = carryOut({ ...facts, taken: takenOf(known, now), bound: boundOf(bound, known, now) }, asks, now).facts
        for (const { license } of licenses.filter(({ metered }) => !metered))
          expect(facts.taken.get(license.id) ?? 0).toBeLessThanOrEqual(license.quantity)
        for (const { freed, lease } of facts.known.values())
          if (freed !== undefined && fromSeconds(lease.claims.iat) >= now)
            expect(fromSeconds(lease.claims.exp) <= freed.at).toBe(true)
      }
    }),
    { seed: 20261122, numRuns: 300 },
  )
})

test('[Q91] a seat of one’s own is lent to nobody else, nor twice, and no license is bound to more than it has seats', () => {
  fc.assert(
    fc.property(anyLicenses, fc.array(anyStep, { maxLength: 6 }), (licenses, steps) => {
      let facts = factsOf(licenses)
      let now = begins
      for (const { minutes, asks } of steps) {
        now = new Date(now.getTime() + minutes * minuteMs)
        const { known, bound } = facts
        const done = carryOut({ ...facts, taken: takenOf(known, now), bound: boundOf(bound, known, now) }, asks, now)
        facts = done.facts
        for (const { ask, licensed, holder } of done.group.granted) {
          const { binding } = licensed
          if (binding === null) expect(holder).toBeNull()
          else expect(holder).toBe(binding.to === 'machine' ? ask.machine.licenseServer : ask.user)
          if (binding?.to === 'person') expect(persons.slice(1)).toContain(holder)
        }
        for (const seat of facts.bound) expect(usesOf(seat, facts.known, now).length).toBeLessThanOrEqual(1)
        for (const { license, binding } of licenses.filter((each) => each.binding?.to === 'machine' && !each.metered))
          expect([
            binding,
            facts.bound.filter((seat) => seat.license === license.id).length <= license.quantity,
          ]).toEqual([binding, true])
      }
    }),
    { seed: 20261123, numRuns: 300 },
  )
})

test('a group is decided as its asks one after the other', () => {
  fc.assert(
    fc.property(anyLicenses, fc.array(anyAsk, { maxLength: 12 }), (licenses, asks) => {
      const whole = carryOut(factsOf(licenses), asks)
      let facts = factsOf(licenses)
      const decisions = asks.flatMap((ask) => {
        const alone = carryOut(facts, [ask])
        facts = alone.facts
        return alone.group.decisions
      })
      expect(whole.group.decisions).toEqual(decisions)
      expect(whole.facts.taken).toEqual(facts.taken)
    }),
    { seed: 20261122 },
  )
})

test('[Q74] a lease never outlives the term of its license, nor the days its machine may be offline', () => {
  fc.assert(
    fc.property(anyLicenses, fc.array(anyAsk, { maxLength: 8 }), (licenses, asks) => {
      const { group, facts } = carryOut(factsOf(licenses), asks)
      for (const { ask, licensed } of group.granted) {
        const claims = facts.known.get(ask.id)?.lease.claims
        if (claims === undefined) return expect.fail('what was granted is kept')
        const { license, offlineDays } = licensed
        const termEnds =
          license.term.kind === 'until' ? Date.parse(license.term.until) + dayMs : Number.MAX_SAFE_INTEGER
        expect(claims.exp * 1000).toBeLessThanOrEqual(termEnds)
        expect(claims.exp * 1000).toBeLessThanOrEqual(begins.getTime() + Math.max(offlineDays * dayMs, 2 * 3600 * 1000))
        expect(claims.exp).toBeGreaterThan(claims.iat)
      }
    }),
    { seed: 20261122 },
  )
})

test.each(['points', 'points-locked'])('whoever asks has a seat of %s, however few points there are', (product) => {
  const license = { id: idOf('license', 0), line: 'clinic', product, name: product, generation: '1.0', quantity: 1 }
  const licensed: SeatLicense = {
    license: { ...license, term: { kind: 'perpetual' } },
    metered: true,
    onlineOnly: false,
    binding: bindings[product] ?? null,
    offlineDays: 10,
  }
  const asks = [0, 1, 2].map((at) => ({
    ask: 'check-out' as const,
    machine: machineOf(at),
    id: idOf('lease', at),
    product,
    previous: null,
    waits: false,
    user: null,
  }))
  const { group } = carryOut(factsOf([licensed]), asks)
  expect(group.decisions.map(({ outcome }) => outcome)).toEqual(['held', 'held', 'held'])
})

test('[Q99] whoever waits no more leaves the queue, also where nobody has looked at it', () => {
  const nothing: SeatFacts = { licenses: [], taken: new Map(), known: new Map(), waiting: [], bound: [] }
  const ask = { ask: 'release' as const, machine: machineOf(1), id: idOf('lease', 1) }
  expect(decideGroup(nothing, [ask], begins)).toMatchObject({
    decisions: [{ outcome: 'released', released: false }],
    left: [ask.id],
  })
})
