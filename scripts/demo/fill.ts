import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { localApi } from '@undongle/core/api/local'
import { asLocalUser, asOperator, call } from '../call.ts'
import { demoContracts } from './contracts.ts'
import { demoDongles, licensesOf } from './dongles.ts'

export interface DemoPlace {
  readonly cloud: string
  readonly cloudDataDir: string
  readonly licenseServer: string
  readonly licenseServerDataDir: string
  readonly drawerDir: string
}

const pluggedAtStart = 'partly-moved'

/**
 * Fills a new system, once: contracts through the import everybody uses, dongles made as a vendor makes them.
 *
 * @returns the links with which the demo's people set their first passwords; empty when it was filled before
 */
export async function fillDemo(place: DemoPlace, now: Date): Promise<{ email: string; link: string }[]> {
  const done = path.join(place.drawerDir, 'filled')
  if (existsSync(done)) return JSON.parse(readFileSync(done, 'utf8')).setUpLinks
  const operator = asOperator(place.cloudDataDir)
  const local = asLocalUser(place.licenseServerDataDir)
  const { setUpLinks } = await call(place.cloud, cloudApi['contract.import'], {
    headers: operator,
    body: demoContracts(now),
  })
  for (const dongle of demoDongles(now)) {
    const { key, serial } = await call(place.licenseServer, localApi['dongle.make-key'], {
      headers: local,
      body: { dongle: { driver: 'file', name: dongle.name } },
    })
    const { list } = await call(place.cloud, cloudApi['license-list.sign'], {
      headers: operator,
      body: { key, serial, licenses: licensesOf(dongle) },
    })
    await call(place.licenseServer, localApi['dongle.write-list'], { headers: local, body: { key, list, pin: null } })
    writeFileSync(path.join(place.drawerDir, 'plugged', dongle.name, 'shows.txt'), `${dongle.shows}\n`)
    if (dongle.name !== pluggedAtStart)
      await call(place.licenseServer, localApi['drawer.put'], {
        headers: local,
        parameters: { name: dongle.name },
        body: { plugged: false },
      })
  }
  writeFileSync(done, JSON.stringify({ setUpLinks }))
  return setUpLinks
}
