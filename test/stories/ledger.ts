import { setTimeout as sleep } from 'node:timers/promises'
import { cloudApi } from '@undongle/core/api/cloud'
import type { HeldLicense } from '@undongle/core/api/license'
import { localApi } from '@undongle/core/api/local'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import type { TransferId } from '@undongle/core/id'
import { expect } from 'vitest'
import { call } from '../../scripts/call.ts'
import { waitForDongle, waitForEnd } from '../../scripts/main-job/transfer.ts'
import { line, type SoldDongle, type World } from './world.ts'

/** Waits for the end of a transfer and checks all that must hold then, in the cloud and on the dongle. */
export async function expectMovedOnce(world: World, dongle: SoldDongle, id: TransferId): Promise<LocalTransfer> {
  const ended = await waitForEnd(world.place.licenseServer, id)
  expect(ended.result).toBe('partly-moved')
  await expectPlaces(world, dongle, 'cloud')
  await expectOneCertificate(world, dongle, ended.document)
  return ended
}

/** Nothing has happened to this dongle, and the company still holds each license on it. */
export async function expectUntouched(world: World, dongle: SoldDongle): Promise<void> {
  await expectPlaces(world, dongle, 'dongle')
}

/** Each license has one place: in the ledger, and by what the dongle itself says. */
async function expectPlaces(world: World, { serial, licenses }: SoldDongle, ours: 'cloud' | 'dongle'): Promise<void> {
  const moved = new Set(licenses.filter((license) => license.line === line).map(({ id }) => id))
  const place = (id: (typeof licenses)[number]['id']) => (moved.has(id) ? ours : 'dongle')
  const held = (await heldLicenses(world)).filter((entry) => entry.dongle === serial)
  expect(held.map((entry) => [entry.license.id, entry.place]).toSorted()).toEqual(
    licenses.map(({ id }) => [id, place(id)]).toSorted(),
  )
  const seen = await readDongle(world, serial)
  expect(seen.licenses.map(({ license, state }) => [license.id, state])).toEqual(
    licenses.map(({ id }) => [id, place(id) === 'cloud' ? 'off' : 'on']),
  )
  expect([seen.state, seen.generation]).toEqual(['ready', ours === 'cloud' ? 2 : 1])
}

async function expectOneCertificate(world: World, { serial }: SoldDongle, document: string | null): Promise<void> {
  const { transfers } = await call(world.place.cloud.address, cloudApi['transfer.list'], { headers: world.anna })
  const ofDongle = transfers.filter((transfer) => transfer.dongle.serial === serial)
  expect(ofDongle.map(({ state, moved, kept }) => ({ state, moved, kept }))).toEqual([
    { state: 'moved', moved: 3, kept: 2 },
  ])
  const [transfer] = ofDongle
  const bundle = await call(world.place.cloud.address, cloudApi['certificate.read'], {
    headers: world.anna,
    parameters: { transfer: transfer?.id ?? '' },
  })
  expect(bundle.certificate).toBe(document)
}

export async function heldLicenses({ place, anna }: World): Promise<HeldLicense[]> {
  const headers = anna
  const address = `${place.cloud.address}${cloudApi['license.list'].path}?limit=200`
  const answer = await fetch(address, { headers })
  const { licenses, next } = cloudApi['license.list'].answer.parse(await answer.json())
  if (next !== null) throw new Error('more licenses than one page holds')
  return licenses
}

/** What the dongle itself says now, once it can be read: a busy machine may miss a driver's time limit. */
export async function readDongle({ place }: World, serial: string): Promise<SeenDongle> {
  await waitForDongle(place.licenseServer, serial)
  for (let reads = 0; ; reads++) {
    const { dongles } = await call(place.licenseServer.address, localApi['dongle.list'])
    const seen = dongles.find((dongle) => dongle.serial === serial)
    if (seen === undefined) throw new Error(`${serial} is not there`)
    if (seen.state !== 'error' || reads === readsMost) return seen
    await sleep(200)
  }
}

const readsMost = 50
