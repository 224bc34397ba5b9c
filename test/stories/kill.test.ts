import { setTimeout as sleep } from 'node:timers/promises'
import { cloudApi } from '@undongle/core/api/cloud'
import { localApi } from '@undongle/core/api/local'
import type { TransferId } from '@undongle/core/id'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asLocalUser, call } from '../../scripts/call.ts'
import { needs } from '../needs.ts'
import { journaledState } from './journal.ts'
import { expectMovedOnce, readDongle } from './ledger.ts'
import { cutPower, firstWrite, openWorld, read, type SoldDongle, start, type World } from './world.ts'

// kill -9 at every step of a transfer, on the real parts. The wire between them stops the protocol exactly where a case wants it;
// the crash rows (K1 to K8) are those of PROTOCOL.md. Each case ends with the whole ledger checked. Kills at moments that nobody
// chose are the soak's (test/soak), and those before each system call test/syscalls'.

const seed = 20_261
/** Seeded waits in milliseconds: the same cuts in every run, spread over what a transfer takes. */
const waitsMs = (count: number, lastMs: number) =>
  fc.sample(fc.integer({ min: 0, max: lastMs }), { seed, numRuns: count })

describe('a transfer that was cut', needs('softhsm2'), () => {
  let world: World
  const met = new Set<string | undefined>()
  beforeAll(async () => {
    world = await openWorld({ tokens: 5, fileDongles: 7 })
  }, 180_000)
  afterAll(() => world?.close())

  /** Cuts the License Server's power. @returns how far its journal had come */
  async function killLicenseServer(id: TransferId) {
    await cutPower(world)
    const state = journaledState(world.place.licenseServer.dataDir, id)
    met.add(state)
    return state
  }

  const restartLicenseServer = () => world.place.licenseServer.start()
  const waitsFor = (id: TransferId) => expect.poll(async () => (await read(world, id)).waitingFor, { timeout: 30_000 })

  async function enterPin(id: TransferId, { pin }: SoldDongle) {
    const { address, dataDir } = world.place.licenseServer
    const headers = asLocalUser(dataDir)
    await call(address, localApi['transfer.resume'], { headers, parameters: { transfer: id }, body: { pin } })
  }

  /** Nobody has done anything since the restart but what the case says. */
  async function expectResumed(dongle: SoldDongle, id: TransferId) {
    expect((await expectMovedOnce(world, dongle, id)).resumed).toBe(true)
  }

  /** Stops with the order in the journal and nothing written to the dongle: it is out of the machine when its order arrives. */
  async function orderWhilePulled(dongle: SoldDongle): Promise<TransferId> {
    const open = world.gate.hold('transfer.open', 'answered')
    const id = await start(world, dongle)
    await open.reached
    dongle.pull()
    open.release()
    await expect.poll(async () => (await read(world, id)).phase).toBe('reserved')
    return id
  }

  describe('by a kill of the License Server', () => {
    test('[Q92] K1: with OPEN not sent, it goes on by itself, and asks for the PIN that it no longer has', async () => {
      const token = world.token()
      const open = world.gate.hold('transfer.open', 'asked')
      const id = await start(world, token)
      await open.reached
      expect(await killLicenseServer(id)).toBe('intended')
      open.lose()
      await restartLicenseServer()
      await waitsFor(id).toBe('pin')
      expect(await read(world, id)).toMatchObject({ resumed: true, phase: 'checked', unavailable: false })
      await enterPin(id, token)
      await expectResumed(token, id)
    })

    test('[Q91] K2: with OPEN committed and its answer lost, the same order comes again', async () => {
      const dongle = world.fileDongle()
      const open = world.gate.hold('transfer.open', 'answered')
      const id = await start(world, dongle)
      await open.reached
      expect(await killLicenseServer(id)).toBe('intended')
      open.lose()
      await restartLicenseServer()
      await expectResumed(dongle, id)
    })

    test('[Q92] K4: with the order in the journal and the token untouched, it waits for the PIN', async () => {
      const token = world.token()
      const id = await orderWhilePulled(token)
      expect(await killLicenseServer(id)).toBe('ordered')
      token.plug()
      await restartLicenseServer()
      await waitsFor(id).toBe('pin')
      expect((await readDongle(world, token.serial)).generation).toBe(1)
      await enterPin(id, token)
      await expectResumed(token, id)
    })

    test.each(
      waitsMs(2, 40),
    )('[Q91] K5, K6: %i ms into the writing of the token, it is on or off, never torn', async (ms) => {
      const token = world.token()
      const open = world.gate.hold('transfer.open', 'answered')
      const id = await start(world, token)
      await open.reached
      const writing = firstWrite(token.folder)
      open.release()
      await writing
      await sleep(ms)
      const state = await killLicenseServer(id)
      await restartLicenseServer()
      const { generation } = await readDongle(world, token.serial)
      if (generation === 1 && state === 'ordered') {
        await waitsFor(id).toBe('pin')
        await enterPin(id, token)
      }
      // A quick machine was done before the kill.
      expect((await expectMovedOnce(world, token, id)).resumed).toBe(state !== 'moved')
    })

    test('[Q91] K7: with the receipt in the journal and COMMIT not sent, it needs neither token nor PIN', async () => {
      const token = world.token()
      const commit = world.gate.hold('transfer.commit', 'asked')
      const id = await start(world, token)
      await commit.reached
      expect(await killLicenseServer(id)).toBe('retired')
      commit.lose()
      token.pull()
      await restartLicenseServer()
      await expect.poll(async () => (await read(world, id)).state, { timeout: 30_000 }).toBe('finished')
      token.plug()
      await expectResumed(token, id)
    })

    test('[Q91] K8: with COMMIT done and the certificate lost, the same certificate comes again', async () => {
      const dongle = world.fileDongle()
      const commit = world.gate.hold('transfer.commit', 'answered')
      const id = await start(world, dongle)
      await commit.reached
      expect(await killLicenseServer(id)).toBe('retired')
      commit.lose()
      const headers = world.anna
      const parameters = { transfer: id }
      const { certificate } = await call(world.gate.address, cloudApi['certificate.read'], { headers, parameters })
      await restartLicenseServer()
      await expectResumed(dongle, id)
      expect((await read(world, id)).document).toBe(certificate)
    })

    test('every unfinished state of the journal was met', () => {
      expect([...met]).toEqual(expect.arrayContaining(['intended', 'ordered', 'retired']))
    })
  })

  describe('by a kill of the cloud, whose database runs on and is adopted', () => {
    test.each([
      ['before it has OPEN', 'transfer.open', 'asked'],
      ['after OPEN, its answer lost', 'transfer.open', 'answered'],
      ['before it has COMMIT', 'transfer.commit', 'asked'],
      ['after COMMIT, its answer lost', 'transfer.commit', 'answered'],
    ] as const)('[Q91] %s', async (_, operation, moment) => {
      const dongle = world.fileDongle()
      const held = world.gate.hold(operation, moment)
      const id = await start(world, dongle)
      await held.reached
      await world.place.cloud.crash()
      held.lose()
      await waitsFor(id).toBe('cloud')
      await world.place.cloud.start()
      await expectMovedOnce(world, dongle, id)
    })
  })

  test('[Q91, Q92] both killed at once, with COMMIT done and told to nobody', async () => {
    const dongle = world.fileDongle()
    const commit = world.gate.hold('transfer.commit', 'answered')
    const id = await start(world, dongle)
    await commit.reached
    await Promise.all([killLicenseServer(id), world.place.cloud.crash()])
    commit.lose()
    await restartLicenseServer()
    await waitsFor(id).toBe('cloud')
    await world.place.cloud.start()
    await expectResumed(dongle, id)
  })
})
