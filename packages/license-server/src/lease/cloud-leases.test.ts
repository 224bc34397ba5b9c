import { ApiError } from '@undongle/core/api/error'
import { revokedName } from '@undongle/core/document/block-list'
import { documentKeys, openKeySet } from '@undongle/core/document/key-set'
import type { Lease } from '@undongle/core/document/lease'
import { type LeaseId, makeId } from '@undongle/core/id'
import { verifySignature } from '@undongle/core/node/crypto'
import { addDays, toSeconds } from '@undongle/core/time'
import { afterEach, expect, test } from 'vitest'
import { issuer, makeVendor } from '../../../../test/api/vendor.ts'
import type { AccountCloud } from '../cloud/account-cloud.ts'
import { listReleased } from '../journal/leases.ts'
import { writeSetting } from '../journal/settings.ts'
import { OwnIdentity } from '../sign-in/identity.ts'
import { LostDongles } from './block-list.ts'
import { recordContact } from './clock-store.ts'
import { CloudLeases } from './cloud-leases.ts'
import { personAt, type SeatAsk, thisMachine } from './seat.ts'
import { leaseId, licenseOf, seatPlace, start } from './seats.fixture.ts'

const vendor = makeVendor(start)
const machine = makeId('licenseServer', start, (sizeBytes) => new Uint8Array(sizeBytes).fill(7))
const license = licenseOf('scan', 3)
const places: ReturnType<typeof seatPlace>[] = []
afterEach(() => {
  for (const place of places.splice(0)) place.close()
})

/** A License Server of a company with three seats of one product, and the cloud that lends them. */
function cloudPlace() {
  const place = seatPlace([])
  places.push(place)
  const identity = new OwnIdentity(place.store, start)
  const state = {
    at: start,
    online: true,
    seq: 0,
    users: [] as (string | null)[],
    lent: new Set<LeaseId>(),
    asked: [] as LeaseId[],
    released: [] as LeaseId[],
    refusal: undefined as ApiError | undefined,
    metered: false,
    hold: (_seq: number): Promise<void> => Promise.resolve(),
  }
  const online = <Answer>(act: () => Answer): Answer => {
    if (!state.online) throw new ApiError('cloud-unreachable')
    return act()
  }
  const putLease: AccountCloud['putLease'] = async (id, { previous, user }) => {
    state.users.push(user)
    state.asked.push(id)
    if (state.refusal !== undefined) throw state.refusal
    const seq = online(() => {
      if (previous !== null) state.lent.delete(previous)
      if (!state.lent.has(id) && state.lent.size >= license.quantity) throw new ApiError('no-seat-free')
      state.lent.add(id)
      return ++state.seq
    })
    const lease = vendor.sign('lease', leaseClaims({ id, seq, previous, at: state.at, jkt: identity.current.jkt }))
    await state.hold(seq)
    return { lease, renewAfter: start.toISOString() }
  }
  const cloud = {
    putLease,
    releaseLease: async (id: LeaseId) =>
      online(() => {
        state.released.push(id)
        state.lent.delete(id)
      }),
    knownLicenses: () => ({
      licenses: [{ license, place: 'cloud', metered: state.metered }],
      asOf: start.toISOString(),
    }),
    knownLines: () => undefined,
  } as unknown as AccountCloud
  const { root, keySet } = vendor.keyFile()
  const opened = openKeySet(keySet, root, verifySignature)
  const keys = opened.ok ? documentKeys(opened.claims) : []
  const now = () => state.at
  const clocks = () => ({ wallMs: state.at.getTime(), bootId: 'boot', bootMs: state.at.getTime() - start.getTime() })
  const connection = { url: issuer, fetch: () => Promise.reject(new Error('nobody is asked')), heard: () => undefined }
  const lost = new LostDongles({ store: place.store, connection, keys: () => keys })
  const leases = new CloudLeases({
    store: place.store,
    cloud,
    machine: () => machine,
    lost,
    keys: () => keys,
    identity,
    now,
    clocks,
  })
  recordContact(place.store, clocks(), start.getTime(), (sizeBytes) => new Uint8Array(sizeBytes))
  return { leases, state, store: place.store }
}

function leaseClaims(of: { id: LeaseId; seq: number; previous: LeaseId | null; at: Date; jkt: string }): Lease {
  const iat = toSeconds(of.at)
  const { id, line, product, name, generation, term } = license
  return {
    iss: issuer,
    aud: 'undongle-application',
    jti: of.id,
    iat,
    nbf: iat,
    exp: toSeconds(addDays(of.at, 10)),
    source: 'cloud',
    company: null,
    machine,
    cnf: { jkt: of.jkt },
    seq: of.seq,
    prev: of.previous,
    statusVersion: 0,
    licenses: [{ license: id, line, product, name, generation, seats: 1, term, metered: false, onlineOnly: false }],
  }
}

const ask = (holder: string): SeatAsk => ({ id: leaseId(1), product: 'scan', version: '1.0', holder })
const codeOf = (error: unknown) => (error instanceof ApiError ? error.code : error)

test('the cloud lets know which products are metered', () => {
  const { leases, state } = cloudPlace()
  expect([...leases.metered()]).toEqual([])
  state.metered = true
  expect([...leases.metered()]).toEqual(['scan'])
})

test('each holder has a lease of its own, renewed in the same seat', async () => {
  const { leases, state } = cloudPlace()
  const first = await leases.take(ask('node a'))
  await leases.take(ask('node b'))
  const again = await leases.take(ask('node a'))
  expect(again.lease.prev).toBe(first.kept.id)
  expect(state.lent.size).toBe(2)
})

test('each person has a lease of their own, on whichever machine, and the cloud hears who it is', async () => {
  const { leases, state } = cloudPlace()
  const anna = personAt(thisMachine, 'anna@example.com')
  const first = await leases.take(ask(anna))
  await leases.take(ask(personAt('nod_a', 'bert@example.com')))
  expect((await leases.take(ask(anna))).lease.prev).toBe(first.kept.id)
  expect(state.users).toEqual(['anna@example.com', 'bert@example.com', 'anna@example.com'])
  await leases.take(ask('nod_a'))
  expect(state.users.at(-1)).toBeNull()
  expect(state.lent.size).toBe(3)
})

test('answers that overtake each other are both kept: each is newer than what was known when it was asked for', async () => {
  const { leases, state } = cloudPlace()
  let goOn = (): void => undefined
  state.hold = (seq) => (seq === 1 ? new Promise((resolve) => (goOn = resolve)) : Promise.resolve())
  const slow = leases.take(ask('node a'))
  const quick = await leases.take(ask('node b'))
  goOn()
  expect((await slow).lease.seq).toBeLessThan(quick.lease.seq)
})

test('an older lease than was had before the question is refused', async () => {
  const { leases, state } = cloudPlace()
  await leases.take(ask('node a'))
  state.seq = 0
  expect(codeOf(await leases.take(ask('node b')).catch((error) => error))).toBe('document-refused')
})

test('[Q102] in an outage every holder works on, and a seat that one gives back serves the next who comes', async () => {
  const { leases, state, store } = cloudPlace()
  for (const node of ['node a', 'node b', 'node c']) await leases.take(ask(node))
  state.online = false
  state.at = addDays(start, 9)
  for (const node of ['node a', 'node b', 'node c'])
    expect(await leases.take(ask(node))).toMatchObject({ offline: true })
  expect(codeOf(await leases.take(ask('node d')).catch((error) => error))).toBe('cloud-unreachable')
  await leases.giveBack('scan', 'node a')
  expect(listReleased(store)).toHaveLength(1)
  expect(await leases.take(ask('node d'))).toMatchObject({ offline: true })
  expect(codeOf(await leases.take(ask('node a')).catch((error) => error))).toBe('cloud-unreachable')
  state.at = addDays(start, 10)
  expect(codeOf(await leases.take(ask('node d')).catch((error) => error))).toBe('lease-expired')
})

test('[Q102] what was given back in an outage is given back to the cloud when it answers again', async () => {
  const { leases, state, store } = cloudPlace()
  await leases.take(ask('node a'))
  state.online = false
  await leases.giveBack('scan', 'node a')
  expect(state.lent.size).toBe(1)
  state.online = true
  await leases.giveBackReleased()
  expect(state.lent.size).toBe(0)
  expect(listReleased(store)).toEqual([])
})

test('[Q102] where a restored cloud has lent too many seats, whoever holds one works on to the end of its lease', async () => {
  const { leases, state } = cloudPlace()
  await leases.take(ask('node a'))
  state.refusal = new ApiError('no-seat-free')
  state.at = addDays(start, 9)
  expect(await leases.take(ask('node a'))).toMatchObject({ offline: false })
  expect(codeOf(await leases.take(ask('node b')).catch((error) => error))).toBe('no-seat-free')
  state.at = addDays(start, 10)
  expect(codeOf(await leases.take(ask('node a')).catch((error) => error))).toBe('no-seat-free')
})

test('from whom an administrator took the seat has nothing to work on with, also without the cloud', async () => {
  const { leases, state } = cloudPlace()
  await leases.take(ask('node a'))
  for (const code of ['seat-freed', 'no-seat-free', 'cloud-unreachable'] as const) {
    state.refusal = new ApiError(code)
    expect(codeOf(await leases.take(ask('node a')).catch((error) => error))).toBe(code)
  }
})

test('without the cloud a lease that the status list names is lent to nobody, though it has not ended', async () => {
  const { leases, state, store } = cloudPlace()
  const { kept } = await leases.take(ask('node a'))
  await leases.take(ask('node b'))
  state.online = false
  await leases.giveBack('scan', 'node b')
  const from = toSeconds(addDays(start, 1))
  const revoked = [revokedName(kept.id), ...listReleased(store).map(({ id }) => revokedName(id))]
  const claims = {
    iss: issuer,
    iat: toSeconds(start),
    version: 1,
    dongles: [],
    revoked: revoked.map((name) => ({ name, from })),
  }
  writeSetting(store, 'block-list', vendor.sign('block-list', claims))
  expect(await leases.take(ask('node a'))).toMatchObject({ offline: true })
  state.at = addDays(start, 1)
  expect(codeOf(await leases.take(ask('node a')).catch((error) => error))).toBe('lease-revoked')
  expect(codeOf(await leases.take(ask('node c')).catch((error) => error))).toBe('cloud-unreachable')
})

test('a cloud that wants to be left alone is left alone, and whoever has a lease works on', async () => {
  const { leases, state } = cloudPlace()
  await leases.take(ask('node a'))
  state.refusal = new ApiError('rate-limited', { retryAfterSeconds: 60 })
  expect(await leases.take(ask('node a'))).toMatchObject({ offline: true })
  state.refusal = undefined
  state.at = new Date(start.getTime() + 59_000)
  expect(await leases.take(ask('node a'))).toMatchObject({ offline: true })
  expect(await leases.take(ask('node b')).catch((error) => error)).toMatchObject({
    code: 'rate-limited',
    retryAfterSeconds: 1,
  })
  expect(state.asked).toHaveLength(2)
  state.at = new Date(start.getTime() + 60_000)
  expect(await leases.take(ask('node a'))).toMatchObject({ offline: false })
})

test('[Q99] who has a place in the queue asks by the same lease again, and only who has one', async () => {
  const { leases, state } = cloudPlace()
  const asks = async (refusal: ApiError) => {
    state.refusal = refusal
    await leases.take({ ...ask('node a'), waits: true }).catch(() => undefined)
    return state.asked.at(-1)
  }
  const queued = new ApiError('no-seat-free', { position: 2, retryAfterSeconds: 30 })
  const first = await asks(queued)
  expect(await asks(queued)).toBe(first)
  expect(await asks(new ApiError('license-ended'))).toBe(first)
  expect(await asks(queued)).not.toBe(first)
})

test('[Q99] the place in the queue goes to the next when the last application of its holder waits no more', async () => {
  const { leases, state } = cloudPlace()
  state.refusal = new ApiError('no-seat-free', { position: 1, retryAfterSeconds: 30 })
  const [one, two] = [leaseId(1), leaseId(2)]
  for (const id of [one, two]) await leases.take({ ...ask('nod_a'), id, waits: true }).catch(() => undefined)
  expect(await leases.leaveQueue(one, 'nod_a')).toBe(true)
  expect(state.released).toEqual([])
  expect(await leases.leaveQueue(two, 'nod_b')).toBe(false)
  expect(await leases.leaveQueue(two, 'nod_a')).toBe(true)
  expect(state.released).toEqual(state.asked.slice(0, 1))
  expect(await leases.leaveQueue(two, 'nod_a')).toBe(false)
})
