import { verifyAttestation } from '@undongle/core/dongle/attestation'
import { readingHashOf } from '@undongle/core/dongle/evidence'
import { parseStateValue } from '@undongle/core/dongle/state'
import { fromBase64url, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { verifySignature } from '@undongle/core/node/crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { DongleFault } from '../error.ts'
import type { DongleService } from '../host/service.ts'
import { contentOf } from '../reading.ts'
import { makeTransferId, signList, signOrder } from './documents.ts'
import type { DriverFixture } from './fixture.ts'
import {
  faultOf,
  leaveNothingOpen,
  type MadeDongle,
  makeTestDongle,
  opened,
  pinOf,
  readAgain,
  seeded,
  startedServices,
  unlocked,
} from './hands.ts'
import { killCount, killDuringRetire } from './kill.ts'

/** What every driver must do, run on real dongles of that driver through its supervised process. */
export function describeDriver(name: string, openFixture: () => Promise<DriverFixture>): void {
  describe(`driver ${name}`, () => {
    let fixture: DriverFixture
    let service: DongleService
    beforeAll(async () => {
      fixture = await openFixture()
      service = fixture.start()
    })
    afterEach(leaveNothingOpen)
    afterAll(async () => fixture.stop())

    const startForTest: DriverFixture['start'] = (settings) => {
      const started = fixture.start(settings)
      startedServices.push(started)
      return started
    }
    const make = (dongle: string) => makeTestDongle(fixture, service, dongle)
    const order = (dongle: MadeDongle, generation: number, ...positions: number[]) =>
      signOrder({ dongle: dongle.identity.id, list: dongle.list, generation, positions })

    test('a dongle is found by what it says of itself, and named by its key', async () => {
      const dongle = await make('found')
      const listed = (await service.list()).find((ref) => ref.key === dongle.key)
      expect(listed).toMatchObject({ id: dongle.identity.id, label: 'found', serial: dongle.identity.serial })
      const session = await opened(service, dongle)
      expect(await session.identify()).toEqual(dongle.identity)
      expect(await service.makeKey(dongle.key, pinOf(dongle))).toEqual(dongle.identity)
    })

    test('a plugged in dongle that is not ours is listed without an id, and never read as empty', async () => {
      const blank = await fixture.blank('blank')
      if (name === 'file') return expect(await faultOf(service.open(blank.key))).toBe('removed')
      expect((await service.list()).find((ref) => ref.key === blank.key)?.id).toBeNull()
      const session = await service.open(blank.key)
      expect(await faultOf(session.read())).toBe('not-an-undongle-dongle')
    })

    test('capabilities are probed', async () => {
      const dongle = await make('probed')
      const session = await opened(service, dongle)
      expect(await session.capabilities()).toMatchObject({
        grade: { class: 'A', crashSafe: true, tamperProof: false },
        readOnly: false,
        pin: dongle.pin === undefined ? 'none' : 'user',
        evaluation: name === 'file',
      })
    })

    test('a reading holds the license list and a state that verifies', async () => {
      const dongle = await make('read')
      const reading = await (await opened(service, dongle)).read()
      const content = contentOf(reading)
      expect(reading.complete).toBe(true)
      expect(content).toMatchObject({
        state: 'whole',
        list: utf8(dongle.list),
        current: { body: { generation: 1, away: [] } },
      })
    })

    test('the answer to a challenge verifies with the dongle’s key, names its state, and differs by nonce', async () => {
      const dongle = await make('proves')
      const session = await unlocked(service, dongle)
      const transfer = makeTransferId()
      const attestation = await session.prove({ transfer, nonce: 'n1' })
      const { publicKey } = dongle.identity
      expect(verifyAttestation(attestation, publicKey, verifySignature)).toMatchObject({ transfer, nonce: 'n1' })
      const other = await session.prove({ transfer, nonce: 'n2' })
      expect(verifyAttestation({ ...attestation, body: other.body }, publicKey, verifySignature)).toBeUndefined()
    })

    test('[Q91] a retired license is off, the receipt is what stands on the dongle, and a repeat returns the same bytes', async () => {
      const dongle = await make('retires')
      const session = await unlocked(service, dongle)
      const document = order(dongle, 1, 0, 2)
      const receipt = await session.retire(document)
      expect(await fixture.readObject(dongle, 'g2')).toEqual(Buffer.from(receipt.value, 'base64url'))
      expect(await session.retire(document)).toEqual(receipt)
      expect(await session.inspect()).toMatchObject({ generation: 2, last: 'retire', leftovers: 1 })
      expect(await session.clean()).toBe(1)
      await session.close()

      const later = await opened(service, dongle) // another machine, without the PIN
      expect(await later.retire(document)).toEqual(receipt)
      expect(await later.inspect()).toMatchObject({ generation: 2, leftovers: 0 })
      const content = contentOf(await later.read())
      expect(content.state === 'whole' && [...content.orders.values()]).toEqual([utf8(document)])
    })

    test('[Q101] the receipt is canonical JSON and a raw ECDSA P-256 signature, readable without us', async () => {
      const dongle = await make('open-format')
      const session = await unlocked(service, dongle)
      const { value } = await session.retire(order(dongle, 1, 1))
      const bytes = fromBase64url(value) ?? new Uint8Array()
      const key = await crypto.subtle.importKey(
        'jwk',
        { ...dongle.identity.publicKey },
        { name: 'ECDSA', namedCurve: 'P-256' },
        true,
        ['verify'],
      )
      const [body, signature] = [bytes.slice(0, -64), bytes.slice(-64)]
      expect(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, body)).toBe(true)
      expect(JSON.parse(new TextDecoder().decode(body))).toMatchObject({ generation: 2, last: { act: 'retire' } })
    })

    test('an order for another generation, dongle or list changes nothing', async () => {
      const [dongle, other] = [await make('mismatch'), await make('mismatch-other')]
      const session = await unlocked(service, dongle)
      expect(await faultOf(session.retire(order(dongle, 2, 0)))).toBe('generation-mismatch')
      expect(await faultOf(session.retire(order(other, 1, 0)))).toBe('order-mismatch')
      expect(await faultOf(session.retire(order({ ...dongle, list: other.list }, 1, 0)))).toBe('order-mismatch')
      expect(await faultOf(session.retire('not an order'))).toBe('order-mismatch')
      expect(await session.inspect()).toMatchObject({ generation: 1, last: 'made', leftovers: 0 })
    })

    test('a cancel is a generation of its own, once, and makes the old order useless', async () => {
      const dongle = await make('cancels')
      const session = await unlocked(service, dongle)
      const document = order(dongle, 1, 0)
      const request = { transfer: makeTransferId(), generation: 1, certificateAtHand: false }
      const receipt = await session.cancel(request)
      expect(await session.cancel(request)).toEqual(receipt)
      expect(await faultOf(session.retire(document))).toBe('generation-mismatch')
      await session.retire(order(dongle, 2, 0))
      const next = { transfer: makeTransferId(), generation: 3 }
      expect(await faultOf(session.cancel({ ...next, certificateAtHand: false }))).toBe('order-mismatch')
      await session.cancel({ ...next, certificateAtHand: true })
      expect(await session.inspect()).toMatchObject({ generation: 4, last: 'cancel' })
    })

    test('[Q91] a dongle pulled between steps is "removed", never "no licenses", and goes on after it is back', async () => {
      const dongle = await make('pulled')
      const session = await unlocked(service, dongle)
      await fixture.unplug(dongle)
      expect(await faultOf(session.read())).toBe('removed')
      expect(await faultOf(session.retire(order(dongle, 1, 0)))).toBe('removed')
      expect((await service.list()).map((ref) => ref.key)).not.toContain(dongle.key)
      await fixture.plug(dongle)
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
      const session = await opened(service, dongle)
      const random = seeded(91)
      const from = performance.now()
      await session.read()
      const windowMs = 1.5 * (performance.now() - from)
      const outcomes = new Set<string>()
      for (let pull = 0; pull < 24; pull++) {
        const read = session.read().then(
          (reading) => (reading.complete ? 'whole' : 'less'),
          (error: { fault: DongleFault }) => error.fault,
        )
        await new Promise((resolve) => setTimeout(resolve, random() * windowMs))
        await fixture.unplug(dongle)
        outcomes.add(await read)
        await fixture.plug(dongle)
      }
      expect(['whole', 'removed']).toEqual(expect.arrayContaining([...outcomes]))
    })

    test('another dongle in its place is "replaced"', async () => {
      const [dongle, other] = [await make('swapped'), await make('newcomer')]
      await fixture.unplug(other)
      const session = await unlocked(service, dongle)
      await fixture.unplug(dongle)
      await fixture.plug(other)
      expect(await faultOf(session.read())).toBe('replaced')
      expect(await faultOf(session.retire(order(dongle, 1, 0)))).toBe('replaced')
    })

    test('dongles that come and go are told of, and a disabled service touches none', async () => {
      const dongle = await make('watched')
      const watching = startForTest({ pollMs: 50 })
      const seen: string[] = []
      const stop = watching.watch(({ type, ref }) => ref.key === dongle.key && seen.push(type))
      await expect.poll(() => seen, { timeout: 30_000 }).toEqual(['added'])
      await fixture.unplug(dongle)
      await expect.poll(() => seen, { timeout: 30_000 }).toEqual(['added', 'removed'])
      await fixture.plug(dongle)
      await expect.poll(() => seen, { timeout: 30_000 }).toEqual(['added', 'removed', 'added'])
      await watching.disable()
      expect(seen.at(-1)).toBe('removed')
      expect(await faultOf(watching.open(dongle.key))).toBe('driver-unavailable')
      stop()
    })

    test('two dongles are told apart, and an act on one leaves the other alone', async () => {
      const [one, two] = [await make('one'), await make('two')]
      const [first, second] = [await unlocked(service, one), await unlocked(service, two)]
      await first.retire(order(one, 1, 0))
      expect(await second.inspect()).toMatchObject({ generation: 1 })
      expect(await first.inspect()).toMatchObject({ generation: 2 })
    })

    test('an older state put back is told against what is known', async () => {
      const dongle = await make('rolled-back')
      const session = await unlocked(service, dongle)
      const old = await fixture.readObject(dongle, 'g1')
      const { value } = await session.retire(order(dongle, 1, 0))
      await session.clean()
      const known = parseStateValue(
        fromBase64url(value) ?? new Uint8Array(),
        dongle.identity.publicKey,
        verifySignature,
      )
      const knownState = { generation: 2, bodyHash: known?.bodyHash ?? '' }
      expect(await session.inspect(knownState)).toMatchObject({ rolledBack: false })
      await fixture.writeObject(dongle, 'g1', old ?? new Uint8Array())
      expect(await session.inspect(knownState)).toMatchObject({ generation: 2, rolledBack: false, leftovers: 1 })
      await fixture.removeObject(dongle, 'g2')
      expect(await session.inspect(knownState)).toMatchObject({ generation: 1, rolledBack: true })
      expect(await session.inspect({ generation: 1, bodyHash: knownState.bodyHash })).toMatchObject({
        rolledBack: true,
      })
    })

    test('two states of one generation are damaged: off wins, and nothing is written or destroyed', async () => {
      const dongle = await make('forked')
      const session = await unlocked(service, dongle)
      const first = await fixture.readObject(dongle, 'g1')
      await session.retire(order(dongle, 1, 0))
      await session.clean()
      const two = await fixture.readObject(dongle, 'g2')
      await fixture.writeObject(dongle, 'g1', first ?? new Uint8Array())
      await fixture.removeObject(dongle, 'g2')
      await session.cancel({ transfer: makeTransferId(), generation: 1, certificateAtHand: false })
      await fixture.writeObject(dongle, 'g02', two ?? new Uint8Array())
      expect(await session.inspect()).toMatchObject({ state: 'damaged', generation: 2, last: 'retire' })
      expect(await faultOf(session.retire(order(dongle, 2, 1)))).toBe('damaged')
      expect(await faultOf(session.clean())).toBe('damaged')
      const content = contentOf(await session.read())
      expect(content).toMatchObject({ state: 'damaged', current: { body: { away: [{ lines: [[0, 0]] }] } } })
    })

    test('debris is neither believed nor left: half states, foreign orders, unknown names, huge objects', async () => {
      const dongle = await make('debris')
      const session = await unlocked(service, dongle)
      const whole = (await fixture.readObject(dongle, 'g1')) ?? new Uint8Array()
      await fixture.writeObject(dongle, 'g2', whole.slice(0, 100))
      await fixture.writeObject(dongle, 'g3', new Uint8Array(60_000).fill(0x7b))
      await fixture.writeObject(dongle, `order-${'A'.repeat(43)}`, utf8('{"not":"an order"}'))
      await fixture.writeObject(dongle, 'whatever', utf8('\u0000\u0001<script>'))
      expect(await session.inspect()).toMatchObject({
        state: 'whole',
        generation: 1,
        leftovers: name === 'file' ? 4 : 4,
      })
      expect((await session.read()).complete).toBe(true)
      expect(await session.clean()).toBe(4)
      expect(await session.inspect()).toMatchObject({ state: 'whole', generation: 1, leftovers: 0 })
      expect(await fixture.readObject(dongle, 'g1')).toEqual(Buffer.from(whole))
    })

    test('[Q91] an order counts only under its own name: what a kill left half-named is written again', async () => {
      const dongle = await make('half-named')
      const session = await unlocked(service, dongle)
      const document = order(dongle, 1, 0)
      await fixture.writeObject(dongle, `order-${hashBytes(utf8(document))}.new`, utf8(document))
      await session.retire(document)
      expect(await session.inspect()).toMatchObject({ state: 'whole', generation: 2 })
    })

    test('without a state, a list or an order that counts, a dongle is incomplete and not without licenses', async () => {
      const dongle = await make('incomplete')
      const session = await unlocked(service, dongle)
      const document = order(dongle, 1, 0)
      await session.retire(document)
      await session.clean()
      const { content } = await readAgain(session)
      if (content.state !== 'whole') throw new Error('the dongle should be whole')
      const [hash] = [...content.orders.keys()]
      await fixture.removeObject(dongle, `order-${hash}`)
      expect(await readAgain(session)).toMatchObject({ complete: false, content: { why: 'no-order' } })
      expect(await faultOf(session.retire(document))).toBe('incomplete')
      await fixture.removeObject(dongle, 'license-list')
      expect(await readAgain(session)).toMatchObject({ complete: false, content: { why: 'no-list' } })
      await fixture.removeObject(dongle, 'g2')
      expect(await readAgain(session)).toMatchObject({ complete: false, content: { why: 'no-state' } })
      expect(await faultOf(session.prove({ transfer: makeTransferId(), nonce: '' }))).toBe('incomplete')
    })

    test('a license list is written once', async () => {
      const dongle = await make('listed')
      const session = await unlocked(service, dongle)
      await session.writeList(dongle.list)
      expect(await faultOf(session.writeList(signList(dongle.identity, 9)))).toBe('order-mismatch')
      expect(await session.inspect()).toMatchObject({ generation: 1, leftovers: 0 })
    })

    test('a dongle set to read-only is of class B, is read and proven, and refuses every change', async () => {
      const dongle = await make('read-only')
      const session = await unlocked(startForTest({ readOnly: true }), dongle)
      expect(await session.capabilities()).toMatchObject({ readOnly: true, grade: { class: 'B', crashSafe: false } })
      expect(await faultOf(session.retire(order(dongle, 1, 0)))).toBe('read-only')
      expect(await faultOf(session.clean())).toBe('read-only')
      const attestation = await session.prove({ transfer: makeTransferId(), nonce: 'n' })
      const { publicKey: key, serial } = dongle.identity
      expect(verifyAttestation(attestation, key, verifySignature)).toMatchObject({
        state: readingHashOf({ serial, key, list: dongle.list }),
      })
      expect(await session.inspect()).toMatchObject({ generation: 1, leftovers: 0 })
    })

    test('a full dongle says so and stays as it was', async () => {
      const dongle = await make('full')
      const session = await unlocked(startForTest({ roomLimitBytes: 2500 }), dongle)
      expect(await faultOf(session.retire(order(dongle, 1, 0)))).toBe('dongle-full')
      expect(await session.inspect()).toMatchObject({ state: 'whole', generation: 1, leftovers: 0 })
    })

    test('[Q91] killed at any moment of a retire, the dongle is on, or off with its receipt', {
      timeout: 300_000,
    }, async () => {
      const outcome = await killDuringRetire(startForTest(), make, order)
      expect(outcome.on + outcome.off).toBe(killCount)
      expect(outcome.on).toBeGreaterThan(0)
      expect(outcome.off).toBeGreaterThan(0)
    })
  })
}
