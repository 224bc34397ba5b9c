import { verifyAttestation } from '@undongle/core/dongle/attestation'
import { fromBase64url, utf8 } from '@undongle/core/encoding'
import { verifySignature } from '@undongle/core/node/crypto'
import { expect, test } from 'vitest'
import { contentOf } from '../reading.ts'
import type { Bench } from './bench.ts'
import { makeTransferId } from './documents.ts'
import { faultOf, opened, pinOf, unlocked } from './hands.ts'

/** A dongle is found, read whole or not at all, and never taken for empty. */
export function describeReading(bench: Bench): void {
  const { name, make, order } = bench

  test('a dongle is found by what it says of itself, and named by its key', async () => {
    const dongle = await make('found')
    const listed = (await bench.service.list()).find((ref) => ref.key === dongle.key)
    expect(listed).toMatchObject({ id: dongle.identity.id, label: 'found', serial: dongle.identity.serial })
    const session = await opened(bench.service, dongle)
    expect(await session.identify()).toEqual(dongle.identity)
    expect(await bench.service.makeKey(dongle.key, pinOf(dongle))).toEqual(dongle.identity)
  })

  test('a plugged in dongle that is not ours is listed without an id, and never read as empty', async () => {
    const blank = await bench.fixture.blank('blank')
    if (name === 'file') return expect(await faultOf(bench.service.open(blank.key))).toBe('removed')
    expect((await bench.service.list()).find((ref) => ref.key === blank.key)?.id).toBeNull()
    const session = await bench.service.open(blank.key)
    expect(await faultOf(session.read())).toBe('not-an-undongle-dongle')
  })

  test('capabilities are probed', async () => {
    const dongle = await make('probed')
    const session = await opened(bench.service, dongle)
    expect(await session.capabilities()).toMatchObject({
      grade: { class: 'A', crashSafe: true, tamperProof: bench.isSealed },
      readOnly: false,
      pin: dongle.pin === undefined ? 'none' : 'user',
      evaluation: name === 'file',
    })
  })

  test('a reading holds the license list and a state that verifies', async () => {
    const dongle = await make('read')
    const reading = await (await opened(bench.service, dongle)).read()
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
    const session = await unlocked(bench.service, dongle)
    const transfer = makeTransferId()
    const attestation = await session.prove({ transfer, nonce: '1767225600.n1' })
    const { publicKey } = dongle.identity
    expect(verifyAttestation(attestation, publicKey, verifySignature)).toMatchObject({
      transfer,
      nonce: '1767225600.n1',
    })
    const other = await session.prove({ transfer, nonce: '1767225600.n2' })
    expect(verifyAttestation({ ...attestation, body: other.body }, publicKey, verifySignature)).toBeUndefined()
  })

  test('[Q101] the receipt is canonical JSON and a raw ECDSA P-256 signature, readable without us', async () => {
    const dongle = await make('open-format')
    const session = await unlocked(bench.service, dongle)
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
}
