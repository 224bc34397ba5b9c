import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { signOrder } from '../../packages/license-server/src/dongle/contract/documents.ts'
import {
  faultOf,
  leaveNothingOpen,
  type MadeDongle,
  makeTestDongle,
  unlocked,
} from '../../packages/license-server/src/dongle/contract/hands.ts'
import type { DongleService } from '../../packages/license-server/src/dongle/host/service.ts'
import { needs } from '../needs.ts'
import { appletFixture } from './applet-fixture.ts'
import type { Mishap } from './slot.ts'

// What can befall a card of ours in the middle of an act: each at every place where it can.

describe('a card of ours', needs('pcscd', 'vsmartcard-vpcd'), () => {
  let fixture: Awaited<ReturnType<typeof appletFixture>>
  let service: DongleService
  beforeAll(async () => {
    fixture = await appletFixture()
    service = fixture.start()
  })
  afterEach(leaveNothingOpen)
  afterAll(async () => fixture.stop())

  const make = (name: string) => makeTestDongle(fixture, service, name)
  async function replug(dongle: MadeDongle) {
    await fixture.unplug(dongle)
    await fixture.plug(dongle)
  }
  const orderOf = ({ identity, list }: MadeDongle, generation: number, position: number) =>
    signOrder({ dongle: identity.id, list, generation, positions: [position] })

  /**
   * Retires a license with a misfortune at the first place, on another card at the second and so on, until there is no such place any
   * more. After each the dongle must be on or off, and a repeat must finish the act once.
   */
  async function retireWith(name: string, arm: (dongle: MadeDongle, place: number) => void) {
    const outcome = { on: 0, off: 0 }
    for (let place = 1; ; place++) {
      const dongle = await make(`${name}-${place}`)
      const document = orderOf(dongle, 1, 0)
      const doomed = await unlocked(service, dongle)
      arm(dongle, place)
      const fault = await faultOf(doomed.retire(document))
      fixture.insideOf(dongle).disarm()
      if (fault === 'none') return outcome
      expect(fault).toBe('removed')
      await replug(dongle)
      const session = await unlocked(service, dongle)
      const found = await session.inspect()
      expect(found).toMatchObject({ state: 'whole', generation: expect.toBeOneOf([1, 2]) })
      outcome[found.generation === 1 ? 'on' : 'off'] += 1
      const receipt = await session.retire(document)
      expect(await session.retire(document)).toEqual(receipt)
      expect(await session.inspect()).toMatchObject({ state: 'whole', generation: 2, leftovers: 0 })
      await session.close()
    }
  }

  test('[Q91] pulled at each command of a retire, it is on, or off with its receipt', async () => {
    const outcome = await retireWith('pulled', (dongle, place) => {
      let commands = 0
      fixture.insideOf(dongle).arm(() => (++commands === place ? { kind: 'pulled-before' } : undefined))
    })
    expect(outcome.on).toBeGreaterThan(5)
    expect(outcome.off).toBeGreaterThan(0)
  })

  test('[Q91] without power in each write of a retire, it is on, or off with its receipt', async () => {
    const outcome = await retireWith('powerless', (dongle, place) => {
      fixture.insideOf(dongle).memory.powerLostAt = place
    })
    expect(outcome.on).toBeGreaterThan(3)
  })

  test('a card that answers nonsense is never without licenses, and harms nobody', async () => {
    const dongle = await make('nonsense')
    const nonsense: Mishap[] = [
      { kind: 'answers', bytes: Uint8Array.of(0x90) },
      { kind: 'answers', bytes: Uint8Array.of(0x90, 0x00) },
      { kind: 'answers', bytes: Uint8Array.of(0x61, 0x10) },
      { kind: 'answers', bytes: new Uint8Array(2000).fill(0xff) },
    ]
    for (const [index, mishap] of nonsense.entries()) {
      for (const place of [1, 2, 3]) {
        const session = await unlocked(service, dongle)
        let commands = 0
        fixture.insideOf(dongle).arm(() => (++commands >= place ? mishap : undefined))
        const fault = await faultOf(session.read())
        fixture.insideOf(dongle).disarm()
        expect(['none', 'incomplete', 'removed', 'driver-unavailable'], `${index} at ${place}`).toContain(fault)
        if (fault === 'none') expect((await session.read()).complete).toBe(true)
        await session.close()
        if (fixture.insideOf(dongle).isOut()) await replug(dongle)
      }
    }
    expect(await (await unlocked(service, dongle)).inspect()).toMatchObject({ state: 'whole', generation: 1 })
  })

  test('a slow card is waited for', async () => {
    const dongle = await make('slow')
    const session = await unlocked(service, dongle)
    fixture.insideOf(dongle).arm(() => ({ kind: 'slow', delayMs: 200 }))
    expect(await session.inspect()).toMatchObject({ state: 'whole', generation: 1 })
    fixture.insideOf(dongle).disarm()
  })

  test('a wrong PIN is counted by the card, the last try is asked for, and a PIN that failed is forgotten', async () => {
    const dongle = await make('pin')
    const session = await service.open(dongle.key)
    await expect(session.unlock({ pin: '000000' })).rejects.toMatchObject({ fault: 'pin-wrong', tries: 'few' })
    expect(await faultOf(session.retire(orderOf(dongle, 1, 0)))).toBe('pin-needed')
    await expect(session.unlock({ pin: '000000' })).rejects.toMatchObject({ fault: 'pin-wrong', tries: 'last' })
    expect(await faultOf(session.unlock({ pin: dongle.pin ?? '' }))).toBe('last-try-not-confirmed')
    await session.unlock({ pin: dongle.pin ?? '', confirmLastTry: true })
    expect(await session.capabilities()).toMatchObject({ pinTries: 'many' })
    await session.close()
  })

  test('[Q100] a smart card service that is down or was started again is told of, and its cards come back', async () => {
    const dongle = await make('restarted')
    expect((await service.list()).map(({ key }) => key)).toContain(dongle.key)
    const session = await unlocked(service, dongle)
    await fixture.pcscd.restart('down')
    const [status] = await service.status()
    expect(status?.availability).toEqual({ available: false, why: expect.stringContaining('pcscd') })
    expect(await faultOf(session.inspect())).toBe('driver-unavailable')
    await fixture.pcscd.restart()
    await expect
      .poll(async () => (await service.status())[0]?.availability, { timeout: 30_000 })
      .toEqual({ available: true, version: '1' })
    await replug(dongle)
    expect(await session.inspect()).toMatchObject({ state: 'whole', generation: 1 })
  })
})
