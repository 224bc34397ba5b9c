import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { localApi } from '@undongle/core/api/local'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call } from '../../scripts/call.ts'
import { placePart } from '../../scripts/main-job/place.ts'
import { needs } from '../needs.ts'
import { expectMovedOnce } from './ledger.ts'
import { openWorld, programOf, type SoldDongle, start, type World } from './world.ts'

// A wrong clock at the License Server. libfaketime reads the offset from a file, so that it jumps while the process runs.

describe('a wrong clock', needs('faketime'), () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-clock-'))
  const offsetFile = path.join(folder, 'offset')
  const setClock = (offset: string) => writeFileSync(offsetFile, offset)
  let world: World
  let moved: SoldDongle

  beforeAll(async () => {
    setClock('+0')
    world = await openWorld({
      tokens: 0,
      fileDongles: 4,
      placeLicenseServer: (more, dataDir) =>
        placePart({
          name: 'license-server',
          program: programOf('license-server'),
          dataDir,
          more: {
            ...more,
            LD_PRELOAD: libfaketime(),
            FAKETIME_TIMESTAMP_FILE: offsetFile,
            FAKETIME_NO_CACHE: '1',
            FAKETIME_DONT_FAKE_MONOTONIC: '1',
          },
        }),
    })
    moved = world.fileDongle()
    await expectMovedOnce(world, moved, await start(world, moved))
  }, 180_000)
  afterAll(async () => {
    await world?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const seat = () =>
    call(world.place.licenseServer.address, localApi['lease.put'], {
      parameters: { lease: makeId('lease', new Date(), random) },
      body: { product: 'clinic-base', version: '1.0' },
    })

  test.each(['-1d', '+11d'])('[Q91] a clock that is wrong by %s: a transfer does not care', async (offset) => {
    setClock(offset)
    try {
      const dongle = world.fileDongle()
      await expectMovedOnce(world, dongle, await start(world, dongle))
    } finally {
      setClock('+0')
    }
  })

  test('[Q91] a jump of 11 days ahead once the dongle is off: COMMIT does not care', async () => {
    const dongle = world.fileDongle()
    const commit = world.gate.hold('transfer.commit', 'asked')
    const id = await start(world, dongle)
    await commit.reached
    setClock('+11d')
    try {
      commit.lose()
      await expectMovedOnce(world, dongle, id)
    } finally {
      setClock('+0')
    }
  })

  test('a seat offline goes by the clock rules: far behind or far ahead needs contact, and putting it right is enough', async () => {
    expect((await seat()).source).toBe('cloud')
    await world.place.cloud.stop()
    try {
      expect((await seat()).offline).toBe(true)
      for (const offset of ['-2d', '+11d']) {
        setClock(offset)
        await expect(seat()).rejects.toThrow('clock-needs-contact')
        setClock('+0')
        expect((await seat()).offline).toBe(true)
      }
    } finally {
      setClock('+0')
      await world.place.cloud.start()
    }
    expect((await seat()).offline).toBe(false)
  })
})

/** Debian puts it into a folder named after the machine. */
function libfaketime(): string {
  const place = readdirSync('/usr/lib').find((name) => name.endsWith('-linux-gnu')) ?? ''
  return `/usr/lib/${place}/faketime/libfaketimeMT.so.1`
}
