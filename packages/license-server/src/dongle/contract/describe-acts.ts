import { verifyAttestation } from '@undongle/core/dongle/attestation'
import { readingHashOf } from '@undongle/core/dongle/evidence'
import { utf8 } from '@undongle/core/encoding'
import { verifySignature } from '@undongle/core/node/crypto'
import { expect, test } from 'vitest'
import { contentOf } from '../reading.ts'
import type { Bench } from './bench.ts'
import { makeTransferId, signList } from './documents.ts'
import { faultOf, opened, unlocked } from './hands.ts'

/** What is done to a dongle: once, by its own order, and proven by what stands on it. */
export function describeActs(bench: Bench): void {
  const { startForTest, make, order } = bench

  test('[Q91] a retired license is off, the receipt is what stands on the dongle, and a repeat returns the same bytes', async () => {
    const dongle = await make('retires')
    const session = await unlocked(bench.service, dongle)
    const document = order(dongle, 1, 0, 2)
    const receipt = await session.retire(document)
    if (!bench.isSealed) expect(await bench.objects.read(dongle, 'g2')).toEqual(Buffer.from(receipt.value, 'base64url'))
    expect(await session.retire(document)).toEqual(receipt)
    expect(await session.inspect()).toMatchObject({ generation: 2, last: 'retire', leftovers: bench.isSealed ? 0 : 1 })
    expect(await session.clean()).toBe(bench.isSealed ? 0 : 1)
    await session.close()

    const later = await opened(bench.service, dongle) // another machine, without the PIN
    expect(await later.retire(document)).toEqual(receipt)
    expect(await later.inspect()).toMatchObject({ generation: 2, leftovers: 0 })
    const content = contentOf(await later.read())
    expect(content.state === 'whole' && [...content.orders.values()]).toEqual([utf8(document)])
  })

  test('an order for another generation, dongle or list changes nothing', async () => {
    const [dongle, other] = [await make('mismatch'), await make('mismatch-other')]
    const session = await unlocked(bench.service, dongle)
    expect(await faultOf(session.retire(order(dongle, 2, 0)))).toBe('generation-mismatch')
    expect(await faultOf(session.retire(order(other, 1, 0)))).toBe('order-mismatch')
    expect(await faultOf(session.retire(order({ ...dongle, list: other.list }, 1, 0)))).toBe('order-mismatch')
    expect(await faultOf(session.retire('not an order'))).toBe('order-mismatch')
    expect(await session.inspect()).toMatchObject({ generation: 1, last: 'made', leftovers: 0 })
  })

  test('a cancel is a generation of its own, once, and makes the old order useless', async () => {
    const dongle = await make('cancels')
    const session = await unlocked(bench.service, dongle)
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

  test('a license list is written once', async () => {
    const dongle = await make('listed')
    const session = await unlocked(bench.service, dongle)
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
}
