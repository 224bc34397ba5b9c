import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeDriver, faultOf, makeDongle } from '../../contract/contract.ts'
import { signOrder } from '../../contract/documents.ts'
import type { DriverFixture } from '../../contract/fixture.ts'
import type { DongleService } from '../../host/service.ts'
import { softHsmFixture } from './fixture.ts'

describeDriver('pkcs11 (SoftHSM2)', softHsmFixture)

describe('the PIN of a real token', () => {
  let fixture: DriverFixture
  let service: DongleService
  beforeAll(async () => {
    fixture = await softHsmFixture()
    service = fixture.start()
  })
  afterAll(async () => fixture.stop())

  test('a wrong PIN is told with the tries that are left, and the right one works after it', async () => {
    const dongle = await makeDongle(fixture, service, 'wrong-pin')
    const session = await service.open(dongle.key)
    await expect(session.unlock({ pin: '000000' })).rejects.toMatchObject({ fault: 'pin-wrong', tries: 'few' })
    expect(await session.capabilities()).toMatchObject({ pinTries: 'few' })
    await session.unlock({ pin: dongle.pin ?? '' })
    expect(await session.capabilities()).toMatchObject({ pinTries: 'many' })
    await session.close()
  })

  test('nothing is written or signed without the PIN, and closing the session forgets it', async () => {
    const dongle = await makeDongle(fixture, service, 'no-pin')
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
