import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { localApi } from '@undongle/core/api/local'
import { contractFileSchema } from '@undongle/core/contract/contract-file'
import { asLocalUser, asOperator, call } from '../call.ts'
import { demoContracts } from './contracts.ts'
import { type DemoDongle, demoDongles, licensesOf } from './dongles.ts'

export interface DemoPlace {
  readonly cloud: { readonly address: string; readonly dataDir: string }
  readonly licenseServer: { readonly address: string; readonly dataDir: string }
  readonly drawerDir: string
}

const pluggedAtStart = 'partly-moved'

/**
 * Fills a system: contracts through the import everybody uses, dongles made as a vendor makes them. Again, it adds nothing.
 *
 * @returns links for those of the demo's people who have no password yet
 */
export async function fillDemo(place: DemoPlace, now: Date): Promise<{ email: string; link: string }[]> {
  const file = path.join(place.drawerDir, 'contracts.json')
  const isNew = !existsSync(file)
  const contracts = isNew ? demoContracts(now) : contractFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  const operator = asOperator(place.cloud.dataDir)
  const { setUpLinks } = await call(place.cloud.address, cloudApi['contract.import'], {
    headers: operator,
    body: contracts,
  })
  if (isNew) {
    for (const dongle of demoDongles(now)) await makeDongle(place, dongle)
    writeFileSync(file, JSON.stringify(contracts))
  }
  return setUpLinks
}

/** Made again, a dongle is the same one: a start that was cut off goes on where it stood. */
async function makeDongle(place: DemoPlace, dongle: DemoDongle): Promise<void> {
  const operator = asOperator(place.cloud.dataDir)
  const local = asLocalUser(place.licenseServer.dataDir)
  const { address } = place.licenseServer
  const drawer = (plugged: boolean) =>
    call(address, localApi['drawer.put'], { headers: local, parameters: { name: dongle.name }, body: { plugged } })
  const note = (folder: string) => path.join(place.drawerDir, folder, dongle.name, 'shows.txt')
  if (existsSync(note('drawer')) || existsSync(note('plugged'))) return
  const { key, serial } = await call(address, localApi['dongle.make-key'], {
    headers: local,
    body: { dongle: { driver: 'file', name: dongle.name } },
  })
  const { list } = await call(place.cloud.address, cloudApi['license-list.sign'], {
    headers: operator,
    body: { key, serial, licenses: licensesOf(dongle) },
  })
  await call(address, localApi['dongle.write-list'], { headers: local, body: { key, list, pin: null } })
  writeFileSync(note('plugged'), `${dongle.shows}\n`)
  if (dongle.name !== pluggedAtStart) await drawer(false)
}
