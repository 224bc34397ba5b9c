import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { localApi, localTokenHeader } from '@undongle/core/api/local'
import { type Operation, pathOf } from '@undongle/core/api/operation'
import type { z } from 'zod'
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
  const operator = { authorization: `Bearer ${readToken(place.cloudDataDir, 'operator-token')}` }
  const local = { [localTokenHeader]: readToken(place.licenseServerDataDir, 'local-token') }
  const { setUpLinks } = await call(place.cloud, cloudApi['contract.import'], operator, demoContracts(now))
  for (const dongle of demoDongles(now)) {
    const { key, serial } = await call(place.licenseServer, localApi['dongle.make-key'], local, {
      dongle: { driver: 'file', name: dongle.name },
    })
    const { list } = await call(place.cloud, cloudApi['license-list.sign'], operator, {
      key,
      serial,
      licenses: licensesOf(dongle),
    })
    await call(place.licenseServer, localApi['dongle.write-list'], local, { key, list, pin: null })
    writeFileSync(path.join(place.drawerDir, 'plugged', dongle.name, 'shows.txt'), `${dongle.shows}\n`)
    if (dongle.name !== pluggedAtStart)
      await call(place.licenseServer, localApi['drawer.put'], local, { plugged: false }, { name: dongle.name })
  }
  writeFileSync(done, JSON.stringify({ setUpLinks }))
  return setUpLinks
}

async function call<const Op extends Operation>(
  address: string,
  operation: Op,
  headers: Record<string, string>,
  body: object,
  parameters: Record<string, string> = {},
): Promise<z.output<Op['answer']>> {
  const response = await fetch(`${address}${pathOf(operation, parameters)}`, {
    method: operation.method.toUpperCase(),
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${operation.path}: ${response.status} ${await response.text()}`)
  return operation.answer.parse(await response.json()) as z.output<Op['answer']>
}

const readToken = (folder: string, name: string): string => readFileSync(path.join(folder, name), 'utf8').trim()
