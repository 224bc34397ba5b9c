import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { localApi } from '@undongle/core/api/local'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Listening, listen } from '../../packages/cloud/src/http/listen.ts'
import { open } from '../../packages/sdk/src/node.ts'
import { asLocalUser, call } from '../../scripts/call.ts'
import { type PlacedPart, placePart } from '../../scripts/main-job/place.ts'
import { makeVendor } from '../api/vendor.ts'
import { until } from '../permit/world.ts'
import { cloudOf, plugFloorDongle } from './place.ts'

// Two built License Servers, each a process with a dongle of one seat, and applications that know both. One of them is killed.

const folder = mkdtempSync(path.join(tmpdir(), 'undongle-standby-'))
let cloud: Listening
let first: Floor
let second: Floor
beforeAll(async () => {
  const vendor = makeVendor(new Date())
  const answer = cloudOf(vendor)
  cloud = await listen(0)
  cloud.serve((request) => answer(request.url, request))
  first = await openFloor('first', vendor)
  second = await openFloor('second', vendor)
})
afterAll(async () => {
  await first?.part.stop()
  await second?.part.stop()
  await cloud?.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Floor {
  readonly part: PlacedPart
  readonly joinToken: string
  readonly seatsOut: () => Promise<number>
}

async function openFloor(name: string, vendor: ReturnType<typeof makeVendor>): Promise<Floor> {
  const drawerDir = path.join(folder, name, 'drawer')
  await plugFloorDongle(path.join(drawerDir, 'plugged'), vendor, { serial: `FLOOR-${name}`, seats: 1, at: new Date() })
  const part = await placePart({
    name: 'license-server',
    program: path.resolve(import.meta.dirname, '../../packages/license-server/dist/main.js'),
    dataDir: path.join(folder, name, 'data'),
    more: {
      UNDONGLE_DRAWER_DIR: drawerDir,
      UNDONGLE_CLOUD_URL: cloud.url,
      UNDONGLE_LAN_NAME: '127.0.0.1',
      UNDONGLE_LAN_PORT: String(await freePort()),
    },
  })
  const headers = asLocalUser(part.dataDir)
  await call(part.address, localApi['dongle-service.put'], { headers, body: { enabled: true } })
  await call(part.address, localApi['lan.put'], { headers, body: { enabled: true } })
  const { joinToken } = await call(part.address, localApi['lan.show-token'], { headers, body: { replace: false } })
  const seatsOut = async () => {
    const { nodes } = await call(part.address, localApi['lan.list-nodes'], { headers })
    return nodes.reduce((sum, { seats }) => sum + seats, 0)
  }
  return { part, joinToken, seatsOut }
}

/** It stays the same over a restart. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

const applicationOf = (machine: string) =>
  open({
    product: 'render-node',
    version: '1.0',
    folder: path.join(folder, machine),
    joinToken: first.joinToken,
    standby: second.joinToken,
  })

test('[Q102] a License Server is killed: who works goes on at the one that stands by, and comes back when it is there again', async () => {
  const lost: unknown[] = []
  const seat = await until('a seat', () =>
    applicationOf('a')
      .checkout()
      .catch(() => undefined),
  )
  seat.on('lost', (error) => lost.push(error))
  const { license } = seat.right.license
  expect([await first.seatsOut(), await second.seatsOut()]).toEqual([1, 0])

  await first.part.crash()
  await seat.renew()
  expect(seat.right).toMatchObject({ source: 'dongle', offline: false })
  expect(seat.right.license.license).not.toBe(license)
  expect(await second.seatsOut()).toBe(1)

  await first.part.start()
  await until('its dongle is read again', async () => {
    await seat.renew()
    return seat.right.license.license === license || undefined
  })
  await until('the other seat is free', async () => (await second.seatsOut()) === 0 || undefined)
  expect(await first.seatsOut()).toBe(1)
  expect(lost).toEqual([])
  await seat.release()
  expect([await first.seatsOut(), await second.seatsOut()]).toEqual([0, 0])
})

test('[Q102] where the one that stands by has no seat left, who works goes on with the seat it has, and who begins is told', async () => {
  const seat = await applicationOf('a').checkout()
  const other = await open({
    product: 'render-node',
    version: '1.0',
    folder: path.join(folder, 'b'),
    joinToken: second.joinToken,
  }).checkout()
  await first.part.crash()
  await seat.renew()
  expect(seat.right).toMatchObject({ source: 'dongle', offline: true })
  await expect(applicationOf('c').checkout()).rejects.toMatchObject({ code: 'no-seat-free' })
  await other.release()
  await seat.renew()
  expect(seat.right).toMatchObject({ source: 'dongle', offline: false })
  seat.close()
})
