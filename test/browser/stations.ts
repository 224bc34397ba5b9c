import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cloudApi } from '@undongle/core/api/cloud'
import { localApi } from '@undongle/core/api/local'
import { contractFileSchema } from '@undongle/core/contract/contract-file'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { asLocalUser, asOperator, call } from '../../scripts/call.ts'
import { companies } from '../../scripts/demo/contracts.ts'
import { fillDemo } from '../../scripts/demo/fill.ts'
import { signIn, useLink } from '../../scripts/main-job/person.ts'
import { openPlace, type PlacedPart, placePart } from '../../scripts/main-job/place.ts'
import { makeSoftHsmToken, tokenPin } from '../../scripts/main-job/token.ts'
import { waitForDongle } from '../../scripts/main-job/transfer.ts'

/** A License Server, the drawer its evaluation dongles are plugged into, and the folder of its tokens. */
export interface Station {
  readonly part: PlacedPart
  readonly drawerDir: string
  readonly tokensDir: string
}

/** One company's machines, signed in as Anna: one that writes dongles, and two on which they can only be read. */
export interface Stations {
  readonly cloud: PlacedPart
  readonly workbench: Station
  readonly desk: Station
  readonly workshop: Station
  /** A token with one license of line clinic, plugged into the workbench. */
  readonly token: { readonly serial: string; readonly folderName: string }
  close(): Promise<void>
}

export const anna = 'anna@lindenhof.example'
const root = path.resolve(import.meta.dirname, '../..')

export async function openStations(): Promise<Stations> {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-stations-'))
  const undo: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const close = async () => {
    for (const step of undo.toReversed()) await step()
  }
  try {
    const tokenEnv = makeSoftHsmToken(folder, 'TOKEN-1')
    const place = await openPlace(root, tokenEnv)
    undo.push(() => place.close())
    const { cloud, licenseServer, drawerDir } = place
    const links = await fillDemo(place, new Date())
    const session = await useLink(cloud.address, links.find(({ email }) => email === anna)?.link ?? '')
    const workbench = { part: licenseServer, drawerDir, tokensDir: path.join(folder, 'tokens') }
    const [desk, workshop] = await Promise.all(
      ['front desk', 'old workshop'].map(async (name) => {
        const station = await openReadable(path.join(folder, name), name, cloud)
        undo.push(() => station.part.stop())
        return station
      }),
    )
    if (desk === undefined || workshop === undefined) throw new Error('two machines were asked for')
    for (const { part } of [workbench, desk, workshop])
      await signIn({ cloud, licenseServer: part }, session, companies.lindenhof)
    const token = await sellToken(cloud, workbench)
    return { cloud, workbench, desk, workshop, token, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openReadable(folder: string, name: string, cloud: PlacedPart): Promise<Station> {
  const drawerDir = path.join(folder, 'drawer')
  const tokens = path.join(folder, 'tokens')
  mkdirSync(path.join(drawerDir, 'plugged'), { recursive: true })
  const env = makeSoftHsmToken(folder, 'EMPTY')
  for (const made of readdirSync(tokens)) rmSync(path.join(tokens, made), { recursive: true })
  const part = await placePart({
    name: 'license-server',
    program: path.join(root, 'packages/license-server/dist/main.js'),
    dataDir: path.join(folder, 'data'),
    more: {
      ...env,
      UNDONGLE_DRAWER_DIR: drawerDir,
      UNDONGLE_MACHINE_NAME: name,
      UNDONGLE_READ_ONLY_DONGLES: 'yes',
      UNDONGLE_CLOUD_URL: cloud.address,
    },
  })
  return { part, drawerDir, tokensDir: tokens }
}

/** The vendor sells one more dongle to Lindenhof: a real token, with a PIN. */
async function sellToken(cloud: PlacedPart, { part, drawerDir, tokensDir }: Station): Promise<Stations['token']> {
  const [folderName = ''] = readdirSync(tokensDir)
  const serial = folderName.replaceAll('-', '').slice(-16)
  const { dongle } = await waitForDongle(part, serial)
  const local = asLocalUser(part.dataDir)
  const demo = contractFileSchema.parse(JSON.parse(readFileSync(path.join(drawerDir, 'contracts.json'), 'utf8')))
  const sold = { id: makeId('license', new Date(), random), product: 'clinic-scan', generation: '3.0', quantity: 1 }
  const license = { ...sold, term: { kind: 'perpetual' as const } }
  const [contract] = demo.contracts
  const [entry] = contract?.licenses ?? []
  if (contract === undefined || entry === undefined) throw new Error('the demo has contracts')
  await call(cloud.address, cloudApi['contract.import'], {
    headers: asOperator(cloud.dataDir),
    body: {
      ...demo,
      contracts: [
        {
          ...contract,
          number: 'A-2001',
          company: companies.lindenhof,
          licenses: [{ ...entry, ...license, dongle: serial }],
        },
      ],
      dongles: [{ serial, company: companies.lindenhof, key: null, enabled: true }],
    },
  })
  const body = { dongle: { driver: 'pkcs11' as const, dongle, pin: tokenPin } }
  const { key } = await call(part.address, localApi['dongle.make-key'], { headers: local, body })
  const { list } = await call(cloud.address, cloudApi['license-list.sign'], {
    headers: asOperator(cloud.dataDir),
    body: { key, serial, licenses: [{ ...license, line: 'clinic', name: 'Scan' }] },
  })
  await call(part.address, localApi['dongle.write-list'], { headers: local, body: { key, list, pin: tokenPin } })
  return { serial, folderName }
}

/** Carries an evaluation dongle, plugged in or in its drawer, to another machine, and waits until it is read there. */
export async function carry(name: string, from: Station, to: Station): Promise<void> {
  const found = ['plugged', 'drawer'].map((place) => path.join(from.drawerDir, place, name)).find(existsSync)
  if (found === undefined) throw new Error(`${name} is not there`)
  renameSync(found, path.join(to.drawerDir, 'plugged', name))
  await waitForDongle(to.part, name)
}

/** Pulls a dongle and plugs it in nowhere. */
export function putAway(name: string, { drawerDir }: Station): void {
  renameSync(path.join(drawerDir, 'plugged', name), path.join(drawerDir, name))
}

/** Carries the token: it leaves the one machine in the moment it is put into the other. */
export async function carryToken({ serial, folderName }: Stations['token'], from: Station, to: Station): Promise<void> {
  renameSync(path.join(from.tokensDir, folderName), path.join(to.tokensDir, folderName))
  await waitForDongle(to.part, serial)
}

/** Keeps what a token holds now. @returns puts that back while its machine is off, as a power cut does that the token forgets by */
export function rememberToken({ serial, folderName }: Stations['token'], { part, tokensDir }: Station) {
  const token = path.join(tokensDir, folderName)
  cpSync(token, `${tokensDir}-kept`, { recursive: true })
  return async () => {
    await part.stop()
    renameSync(token, `${tokensDir}-newer`)
    renameSync(`${tokensDir}-kept`, token)
    await part.start()
    await waitForDongle(part, serial)
  }
}

/** Waits for the permit by which a machine may use a dongle that can't be written. */
export function permitted({ part }: Station, serial: string): Promise<void> {
  return until(async () => {
    const { permits } = await call(part.address, localApi['permit.list'])
    return permits.some((permit) => permit.serial === serial && permit.usable)
  })
}

/** Gives back what a machine may still have for a dongle that was carried away, so that nobody waits for it. */
export async function giveBack({ part }: Station, serial: string): Promise<void> {
  const { permits } = await call(part.address, localApi['permit.list'])
  for (const { dongle } of permits.filter((permit) => permit.serial === serial)) {
    const headers = asLocalUser(part.dataDir)
    await call(part.address, localApi['permit.give-back'], { headers, parameters: { dongle }, body: {} })
  }
}

/** An application takes a seat, and keeps it: its machine does not give the permit back by itself meanwhile. */
export async function takeSeat({ part }: Station, product: string): Promise<void> {
  const parameters = { lease: makeId('lease', new Date(), random) }
  const headers = asLocalUser(part.dataDir)
  await call(part.address, localApi['lease.put'], { headers, parameters, body: { product, version: '1.0' } })
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let polls = 0; polls < 400; polls++) {
    if (await isSo()) return
    await sleep(50)
  }
  throw new Error('waited in vain')
}
