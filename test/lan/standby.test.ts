import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Listening, listen } from '../../packages/cloud/src/http/listen.ts'
import { open } from '../../packages/sdk/src/node.ts'
import { makeVendor } from '../api/vendor.ts'
import { until } from '../permit/world.ts'
import { type Floor, openFloor } from './floor.ts'
import { cloudOf } from './place.ts'

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
  const floor = (name: string) => openFloor(path.join(folder, name), { name, cloud: cloud.url, vendor })
  first = await floor('first')
  second = await floor('second')
})
afterAll(async () => {
  await first?.part.stop()
  await second?.part.stop()
  await cloud?.close()
  rmSync(folder, { recursive: true, force: true })
})

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
