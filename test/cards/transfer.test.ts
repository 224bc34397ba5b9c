import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { contractFile, licenseOf, signList } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { pcscLibrary } from '../../packages/license-server/src/dongle/drivers/pcsc-applet/libraries.ts'
import { makeDongle } from '../../packages/license-server/src/dongle/make.ts'
import { needs } from '../needs.ts'
import { isFinished, type Machine, openMachine, untilTransfer } from '../permit/world.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { appletFixture } from './applet-fixture.ts'

// The whole way with a card of ours: from the vendor who makes it to the certificate, through a real pcscd.

describe('a card of ours', needs('pcscd', 'vsmartcard-vpcd'), () => {
  let world: World
  let fixture: Awaited<ReturnType<typeof appletFixture>>
  let machine: Machine
  beforeAll(async () => {
    fixture = await appletFixture()
    // The driver's process looks for pcscd where its parent's environment says.
    vi.stubEnv('PCSCLITE_CSOCK_NAME', fixture.pcscd.environment.PCSCLITE_CSOCK_NAME)
    world = await startWorld(await testDatabase())
    const path = pcscLibrary('', process.platform) ?? ''
    const settings = { driver: 'pcsc-applet', path, isExpected: true, readOnly: false, roomLimitBytes: null } as const
    machine = openMachine(world, 'front desk', { readOnly: false, drivers: [settings] })
    await machine.signIn(world.ours)
  })
  afterAll(async () => {
    await machine.close()
    await world.cloud.stop()
    vi.unstubAllEnvs()
    await fixture.stop()
  })

  test('[Q91] its licenses move: they are off on the card, and the company has them', async () => {
    const { company } = world.ours
    const licenses = [licenseOf('clinic-scan'), licenseOf('clinic-design')]
    const vendor = fixture.start()
    const { key, pin } = await fixture.blank('customer')
    const entry = { pin: pin ?? '' }
    const serial = 'V-CUSTOMER'
    const placed = licenses.map((license) => ({ license, dongle: serial }))
    const file = contractFile(company, placed, { number: 'C-CARD' })
    expect((await world.operator.import({ ...file, dongles: [{ serial, company }] })).status).toBe(200)
    const { identity } = await makeDongle(vendor, key, entry, ({ publicKey }) =>
      signList(world.cloud, { key: publicKey, serial, licenses }),
    )

    const card = { serial, key: identity.id, folder: '' }
    await expect
      .poll(() => machine.server.dongles.unlock(identity.id, entry).then(() => 'unlocked', String), {
        timeout: 120_000,
      })
      .toBe('unlocked')
    const id = await machine.start(card, 'clinic')
    expect(await untilTransfer(machine, id, isFinished)).toMatchObject({ result: 'all-moved', phase: 'certified' })
    const session = await vendor.open(key)
    expect(await session.inspect()).toMatchObject({ state: 'whole', generation: 2, last: 'retire', transfer: id })
    expect(await session.capabilities()).toMatchObject({ grade: { class: 'A', crashSafe: true, tamperProof: true } })
  })
})
