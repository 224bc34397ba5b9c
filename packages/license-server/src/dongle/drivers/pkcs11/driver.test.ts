import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeDriver } from '../../contract/contract.ts'
import { signOrder } from '../../contract/documents.ts'
import { faultOf, makeTestDongle } from '../../contract/hands.ts'
import type { DongleService } from '../../host/service.ts'
import { softHsmFixture } from './fixture.ts'

describeDriver('pkcs11 (SoftHSM2)', softHsmFixture)

describe('a real token', () => {
  let fixture: Awaited<ReturnType<typeof softHsmFixture>>
  let service: DongleService
  beforeAll(async () => {
    fixture = await softHsmFixture()
    service = fixture.start()
  })
  afterAll(async () => fixture.stop())

  test('a wrong PIN is told with the tries that are left, and the right one works after it', async () => {
    const dongle = await makeTestDongle(fixture, service, 'wrong-pin')
    const session = await service.open(dongle.key)
    await expect(session.unlock({ pin: '000000' })).rejects.toMatchObject({ fault: 'pin-wrong', tries: 'few' })
    expect(await session.capabilities()).toMatchObject({ pinTries: 'few' })
    await session.unlock({ pin: dongle.pin ?? '' })
    expect(await session.capabilities()).toMatchObject({ pinTries: 'many' })
    await session.close()
  })

  test('objects of others on a token are neither counted nor destroyed, and nameless empty ones are', async () => {
    const dongle = await makeTestDongle(fixture, service, 'shared')
    await fixture.writeForeignObject(dongle, 'their certificate', 'another application')
    await fixture.writeForeignObject(dongle, '', '')
    const session = await service.open(dongle.key)
    await session.unlock({ pin: dongle.pin ?? '' })
    expect(await session.inspect()).toMatchObject({ state: 'whole', leftovers: 1 })
    expect(await session.clean()).toBe(1)
    expect(await fixture.countObjects(dongle)).toBe(3)
    await session.close()
  })

  test('nothing is written or signed without the PIN, and closing the session forgets it', async () => {
    const dongle = await makeTestDongle(fixture, service, 'no-pin')
    const order = signOrder({ dongle: dongle.identity.id, list: dongle.list, generation: 1, positions: [0] })
    const session = await service.open(dongle.key)
    expect(await faultOf(session.retire(order))).toBe('pin-needed')
    await session.unlock({ pin: dongle.pin ?? '' })
    await session.close()
    const next = await service.open(dongle.key)
    expect(await faultOf(next.retire(order))).toBe('pin-needed')
    expect(await faultOf(next.clean())).toBe('pin-needed')
    expect(await next.inspect()).toMatchObject({ generation: 1, leftovers: 0 })
  })
})
