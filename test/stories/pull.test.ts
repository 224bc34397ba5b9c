import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { cloudApi } from '@undongle/core/api/cloud'
import { localApi } from '@undongle/core/api/local'
import type { TransferId } from '@undongle/core/id'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asLocalUser, call } from '../../scripts/call.ts'
import { waitForDongle } from '../../scripts/main-job/transfer.ts'
import { needs } from '../needs.ts'
import { expectMovedOnce, expectUntouched } from './ledger.ts'
import { cutPower, firstWrite, openWorld, read, type SoldDongle, start, type World } from './world.ts'

// A token taken out of the machine (its folder renamed away) at every moment of a transfer, on the real parts.

const seed = 20_263
const waitsMs = (count: number, lastMs: number) =>
  fc.sample(fc.integer({ min: 0, max: lastMs }), { seed, numRuns: count })

describe('a token that was pulled', needs('softhsm2'), () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld({ tokens: 10, fileDongles: 0 })
  }, 180_000)
  afterAll(() => world?.close())

  const patience = { timeout: 30_000 }
  const waitsFor = (id: TransferId) => expect.poll(async () => (await read(world, id)).waitingFor, patience)
  const dongles = async () => (await call(world.place.licenseServer.address, localApi['dongle.list'])).dongles

  async function enterPin(id: TransferId, { pin }: SoldDongle) {
    const { address, dataDir } = world.place.licenseServer
    const headers = asLocalUser(dataDir)
    await call(address, localApi['transfer.resume'], { headers, parameters: { transfer: id }, body: { pin } })
  }

  /** The PIN went with the token, unless the transfer needs none any more. */
  async function plugAndFinish(token: SoldDongle, id: TransferId) {
    token.plug()
    await expect
      .poll(async () => {
        const { state, waitingFor } = await read(world, id)
        if (waitingFor === 'pin') await enterPin(id, token)
        return state
      }, patience)
      .toBe('finished')
    return expectMovedOnce(world, token, id)
  }

  test('[Q91] before OPEN: nothing is opened, and it goes on when the token is back', async () => {
    const token = world.token()
    const preview = world.gate.hold('transfer.preview', 'answered')
    const starting = start(world, token)
    await preview.reached
    token.pull()
    preview.release()
    // Refused, for the token is gone when the transfer is confirmed: nothing was begun.
    await expect(starting).rejects.toThrow(/dongle-(not-found|removed)/)
    token.plug()
    await expectUntouched(world, token)
    await waitForDongle(world.place.licenseServer, token.serial)
    const id = await start(world, token)
    await expectMovedOnce(world, token, id)
  })

  test('[Q91] between ORDER and RETIRE: it waits for this token, whatever else is in its place', async () => {
    const token = world.token()
    const other = world.token()
    other.pull()
    const open = world.gate.hold('transfer.open', 'answered')
    const id = await start(world, token)
    await open.reached
    token.pull()
    other.plug()
    // A retire that is tried before the pull is noticed may have been written, for all the License Server knows.
    // The one that was plugged in after it says that the list is newer than the pull.
    const isSeen = async () => {
      const serials = (await dongles()).map(({ serial }) => serial)
      return { pulled: serials.includes(token.serial), other: serials.includes(other.serial) }
    }
    await expect.poll(isSeen, patience).toEqual({ pulled: false, other: true })
    open.release()
    await waitsFor(id).toBe('dongle')
    expect(await read(world, id)).toMatchObject({ phase: 'reserved', unavailable: false })
    await expectUntouched(world, other)
    await plugAndFinish(token, id)
    await expectUntouched(world, other)
  })

  test.each(waitsMs(3, 60))('[Q91] %i ms into RETIRE: on or off, and never "no licenses"', async (ms) => {
    const token = world.token()
    const open = world.gate.hold('transfer.open', 'answered')
    const id = await start(world, token)
    await open.reached
    const writing = firstWrite(token.folder)
    open.release()
    await writing
    await sleep(ms)
    token.pull()
    for (const seen of await dongles()) {
      if (seen.serial === token.serial) expect(['error', 'incomplete', 'ready']).toContain(seen.state)
      if (seen.state === 'ready') expect(seen.licenses).toHaveLength(5)
    }
    await plugAndFinish(token, id)
  })

  test('[Q91] after RETIRE: the token is no longer needed', async () => {
    const token = world.token()
    const commit = world.gate.hold('transfer.commit', 'asked')
    const id = await start(world, token)
    await commit.reached
    token.pull()
    commit.release()
    await expect.poll(async () => (await read(world, id)).state, patience).toBe('finished')
    token.plug()
    await expectMovedOnce(world, token, id)
  })

  test('two tokens at once: each transfer takes its own', async () => {
    const [one, two] = [world.token(), world.token()]
    const ids = await Promise.all([start(world, one), start(world, two)])
    await expectMovedOnce(world, one, ids[0])
    await expectMovedOnce(world, two, ids[1])
  })

  test('[Q91, Q92] K9: the journal lost after RETIRE: a fresh License Server that sees the token finishes, and nobody signs in', async () => {
    const token = world.token()
    const commit = world.gate.hold('transfer.commit', 'asked')
    const id = await start(world, token)
    await commit.reached
    await cutPower(world)
    commit.lose()
    const { address, dataDir } = world.place.licenseServer
    rmSync(dataDir, { recursive: true })
    await world.place.licenseServer.start()
    await expect
      .poll(async () => (await call(address, localApi['transfer.list'])).transfers.map((each) => each.id), patience)
      .toContain(id)
    const { signIn } = await call(address, localApi['status.read'])
    expect(signIn.state).toBe('signed-out')
    const ended = await expectMovedOnce(world, token, id)
    expect(ended.resumed).toBe(true)
    const local = await call(address, localApi['certificate.read'], { parameters: { transfer: id } })
    // Who is signed out can't ask for the place in the log.
    const {
      keys,
      log: _,
      ...proof
    } = await call(world.gate.address, cloudApi['certificate.read'], {
      headers: world.anna,
      parameters: { transfer: id },
    })
    expect(local).toMatchObject(proof)
    expect(local.keys.root).toEqual(keys.root)
  })
})
