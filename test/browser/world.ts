import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { localApi } from '@undongle/core/api/local'
import { makeId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { random } from '@undongle/core/node/crypto'
import { dayMs } from '@undongle/core/time'
import { asLocalUser, asOperator, call } from '../../scripts/call.ts'
import { fillDemo } from '../../scripts/demo/fill.ts'
import { openPlace } from '../../scripts/main-job/place.ts'

/** The real, built parts on free ports, with the demo's contracts and its drawer of evaluation dongles. */
export interface World {
  /** Of the whole world, gone with it. */
  readonly folder: string
  readonly cloud: string
  readonly cloudDataDir: string
  readonly licenseServer: string
  readonly licenseServerDataDir: string
  /** One-time set-up link by e-mail address. */
  readonly links: ReadonlyMap<string, string>
  stopCloud(): Promise<void>
  startCloud(): Promise<void>
  close(): Promise<void>
}

export async function openWorld(): Promise<World> {
  const place = await openPlace(path.resolve(import.meta.dirname, '../..'), { UNDONGLE_LAN_PORT: '0' })
  const { cloud, licenseServer, close } = place
  const parts = {
    folder: place.folder,
    cloud: cloud.address,
    cloudDataDir: cloud.dataDir,
    licenseServer: licenseServer.address,
    licenseServerDataDir: licenseServer.dataDir,
    stopCloud: () => cloud.stop(),
    startCloud: () => cloud.start(),
  }
  try {
    const links = await fillDemo(place, new Date())
    return { ...parts, links: new Map(links.map(({ email, link }) => [email, link])), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The vendor makes one activation code, as it is printed. */
export async function makeCode(world: World): Promise<string> {
  const expiresAt = new Date(Date.now() + dayMs).toISOString()
  const { codes } = await call(world.cloud, cloudApi['activation-batch.make'], {
    headers: asOperator(world.cloudDataDir),
    parameters: { batch: makeId('activationBatch', new Date(), random) },
    body: { product: 'ortho-base', generation: '3.0', term: { kind: 'perpetual' }, codes: 1, expiresAt },
  })
  return codes[0] ?? ''
}

/** Makes one more evaluation dongle, as a vendor would, and leaves it plugged in. */
export async function makeDongle(world: World, name: string, licenses: License[]): Promise<void> {
  const local = asLocalUser(world.licenseServerDataDir)
  const { key, serial } = await call(world.licenseServer, localApi['dongle.make-key'], {
    headers: local,
    body: { dongle: { driver: 'file', name } },
  })
  const { list } = await call(world.cloud, cloudApi['license-list.sign'], {
    headers: asOperator(world.cloudDataDir),
    body: { key, serial, licenses },
  })
  await call(world.licenseServer, localApi['dongle.write-list'], { headers: local, body: { key, list, pin: null } })
}

/** Takes an evaluation dongle out of the drawer and plugs it in. */
export const plug = (world: World, name: string): Promise<void> => putDrawer(world, name, true)

/** Puts an evaluation dongle back into the drawer. */
export const unplug = (world: World, name: string): Promise<void> => putDrawer(world, name, false)

async function putDrawer(world: World, name: string, plugged: boolean): Promise<void> {
  await call(world.licenseServer, localApi['drawer.put'], {
    headers: asLocalUser(world.licenseServerDataDir),
    parameters: { name },
    body: { plugged },
  })
}
