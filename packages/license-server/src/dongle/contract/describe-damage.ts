import { parseStateValue } from '@undongle/core/dongle/state'
import { fromBase64url, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { verifySignature } from '@undongle/core/node/crypto'
import { expect, test } from 'vitest'
import { contentOf } from '../reading.ts'
import type { Bench } from './bench.ts'
import { makeTransferId } from './documents.ts'
import { faultOf, readAgain, unlocked } from './hands.ts'

/** Old states, torn writes and foreign things, on a dongle that others can write too. */
export function describeDamage(bench: Bench): void {
  const { make, order } = bench

  test('without a state, a list or an order that counts, a dongle is incomplete and not without licenses', async () => {
    const dongle = await make('incomplete')
    const session = await unlocked(bench.service, dongle)
    const document = order(dongle, 1, 0)
    await session.retire(document)
    await session.clean()
    const { content } = await readAgain(session)
    if (content.state !== 'whole') throw new Error('the dongle should be whole')
    const [hash] = [...content.orders.keys()]
    await bench.objects.remove(dongle, `order-${hash}`)
    expect(await readAgain(session)).toMatchObject({ complete: false, content: { why: 'no-order' } })
    expect(await faultOf(session.retire(document))).toBe('incomplete')
    await bench.objects.remove(dongle, 'license-list')
    expect(await readAgain(session)).toMatchObject({ complete: false, content: { why: 'no-list' } })
    await bench.objects.remove(dongle, 'g2')
    expect(await readAgain(session)).toMatchObject({ complete: false, content: { why: 'no-state' } })
    expect(await faultOf(session.prove({ transfer: makeTransferId(), nonce: '' }))).toBe('incomplete')
  })

  test('an older state put back is told against what is known', async () => {
    const dongle = await make('rolled-back')
    const session = await unlocked(bench.service, dongle)
    const old = await bench.objects.read(dongle, 'g1')
    const { value } = await session.retire(order(dongle, 1, 0))
    await session.clean()
    const known = parseStateValue(fromBase64url(value) ?? new Uint8Array(), dongle.identity.publicKey, verifySignature)
    const knownState = { generation: 2, bodyHash: known?.bodyHash ?? '' }
    expect(await session.inspect(knownState)).toMatchObject({ rolledBack: false })
    await bench.objects.write(dongle, 'g1', old ?? new Uint8Array())
    expect(await session.inspect(knownState)).toMatchObject({ generation: 2, rolledBack: false, leftovers: 1 })
    await bench.objects.remove(dongle, 'g2')
    expect(await session.inspect(knownState)).toMatchObject({ generation: 1, rolledBack: true })
    expect(await session.inspect({ generation: 1, bodyHash: knownState.bodyHash })).toMatchObject({
      rolledBack: true,
    })
  })

  test('two states of one generation are damaged: off wins, and nothing is written or destroyed', async () => {
    const dongle = await make('forked')
    const session = await unlocked(bench.service, dongle)
    const first = await bench.objects.read(dongle, 'g1')
    await session.retire(order(dongle, 1, 0))
    await session.clean()
    const two = await bench.objects.read(dongle, 'g2')
    await bench.objects.write(dongle, 'g1', first ?? new Uint8Array())
    await bench.objects.remove(dongle, 'g2')
    await session.cancel({ transfer: makeTransferId(), generation: 1, certificateAtHand: false })
    await bench.objects.write(dongle, 'g02', two ?? new Uint8Array())
    expect(await session.inspect()).toMatchObject({ state: 'damaged', generation: 2, last: 'retire' })
    expect(await faultOf(session.retire(order(dongle, 2, 1)))).toBe('damaged')
    expect(await faultOf(session.clean())).toBe('damaged')
    const content = contentOf(await session.read())
    expect(content).toMatchObject({ state: 'damaged', current: { body: { away: [{ lines: [[0, 0]] }] } } })
  })

  test('debris is neither believed nor left: half states, foreign orders, unknown names, huge objects', async () => {
    const dongle = await make('debris')
    const session = await unlocked(bench.service, dongle)
    const whole = (await bench.objects.read(dongle, 'g1')) ?? new Uint8Array()
    await bench.objects.write(dongle, 'g2', whole.slice(0, 100))
    await bench.objects.write(dongle, 'g3', new Uint8Array(60_000).fill(0x7b))
    await bench.objects.write(dongle, `order-${'A'.repeat(43)}`, utf8('{"not":"an order"}'))
    await bench.objects.write(dongle, 'whatever', utf8('\u0000\u0001<script>'))
    expect(await session.inspect()).toMatchObject({
      state: 'whole',
      generation: 1,
      leftovers: 4,
    })
    expect((await session.read()).complete).toBe(true)
    expect(await session.clean()).toBe(4)
    expect(await session.inspect()).toMatchObject({ state: 'whole', generation: 1, leftovers: 0 })
    expect(await bench.objects.read(dongle, 'g1')).toEqual(Buffer.from(whole))
  })

  test('[Q91] an order counts only under its own name: what a kill left half-named is written again', async () => {
    const dongle = await make('half-named')
    const session = await unlocked(bench.service, dongle)
    const document = order(dongle, 1, 0)
    await bench.objects.write(dongle, `order-${hashBytes(utf8(document))}.new`, utf8(document))
    await session.retire(document)
    expect(await session.inspect()).toMatchObject({ state: 'whole', generation: 2 })
  })
}
