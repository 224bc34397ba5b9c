import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, watch } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { localApi } from '@undongle/core/api/local'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import type { CompanyId, TransferId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { asLocalUser, asOperator, call } from '../../scripts/call.ts'
import { makeBase } from '../../scripts/main-job/contracts.ts'
import { type Session, signIn, useLink } from '../../scripts/main-job/person.ts'
import { type Place, type PlacedPart, placePart } from '../../scripts/main-job/place.ts'
import { makeSoftHsmToken, tokenPin } from '../../scripts/main-job/token.ts'
import { startTransfer, waitForDongle } from '../../scripts/main-job/transfer.ts'
import { type Gate, openGate } from './gate.ts'

const root = path.join(import.meta.dirname, '../..')
export const targetUser = 'anna@lindenhof.example'
export const line = 'clinic'

/** A dongle as it left the vendor: three licenses of line clinic, two of line lab. */
export interface SoldDongle {
  readonly serial: string
  readonly dongle: string
  readonly licenses: readonly License[]
  /** Null where there is none to ask for. */
  readonly pin: string | null
  /** Takes it out of the machine, as a hand does: the module is not asked. */
  pull(): void
  plug(): void
  /** The folder it is made of while it is plugged in. */
  readonly folder: string
}

/** The real parts, with a wire between them that can be held, and one company whose dongles are to be moved. */
export interface World {
  readonly place: Place
  readonly gate: Gate
  /** The cloud as whoever is on its side of the gate reaches it. */
  readonly behindGate: string
  readonly anna: Session
  readonly company: CompanyId
  /** A fresh SoftHSM2 token. */
  token(): SoldDongle
  /** A fresh file dongle. */
  fileDongle(): SoldDongle
  close(): Promise<void>
}

export interface WorldSettings {
  readonly tokens: number
  readonly fileDongles: number
  /** Starts the License Server in another way than on a folder of this machine. */
  readonly placeLicenseServer?: (settings: Settings, dataDir: string) => Promise<PlacedPart>
}

type Settings = Readonly<Record<string, string>>

export async function openWorld({
  tokens,
  fileDongles,
  placeLicenseServer = placeUsual,
}: WorldSettings): Promise<World> {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-world-'))
  const undo: (() => Promise<unknown> | unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const close = async () => {
    for (const step of undo.toReversed()) await step()
  }
  try {
    const gate = await openGate()
    undo.push(() => gate.close())
    const port = await freePort()
    const cloud = await placeCloud(folder, gate, port)
    undo.push(() => cloud.stop())
    const drawerDir = path.join(folder, 'drawer')
    const tokenFolders = makeTokens(folder, tokens)
    const licenseServer = await placeLicenseServer(
      { ...tokenFolders.env, UNDONGLE_DRAWER_DIR: drawerDir, UNDONGLE_CLOUD_URL: gate.address },
      path.join(folder, 'license-server'),
    )
    undo.push(() => licenseServer.stop())
    const place = { folder, drawerDir, cloud, licenseServer, close }
    const sold = await sell(place, { tokens: tokenFolders.bySerial, fileDongles })
    // The vendor made the dongles on another machine: none of their PINs is held here.
    if (tokens > 0) {
      await licenseServer.stop()
      await licenseServer.start()
    }
    const anna = await useLink(gate.address, sold.link)
    await signIn(place, anna, sold.company)
    const take = (dongles: SoldDongle[]) => () => {
      const next = dongles.shift()
      if (next === undefined) throw new Error('no dongle of this kind is left: ask for more')
      return next
    }
    return {
      place,
      gate,
      behindGate: `http://127.0.0.1:${port}`,
      anna,
      company: sold.company,
      token: take(sold.tokens),
      fileDongle: take(sold.files),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

export const programOf = (name: 'cloud' | 'license-server') => path.join(root, 'packages', name, 'dist/main.js')

function placeUsual(more: Settings, dataDir: string): Promise<PlacedPart> {
  return placePart({ name: 'license-server', program: programOf('license-server'), dataDir, more })
}

/** The cloud is told that it is reached through the gate, as behind a proxy; the gate is told where it really is. */
async function placeCloud(folder: string, gate: Gate, port: number): Promise<PlacedPart> {
  gate.leadTo(`http://127.0.0.1:${port}`)
  return placePart({
    name: 'cloud',
    program: programOf('cloud'),
    dataDir: path.join(folder, 'cloud'),
    more: { UNDONGLE_PUBLIC_URL: gate.address },
    port,
  })
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Tokens of one SoftHSM2, each a folder of its own; which serial stands in which is told by the module's own tool. */
function makeTokens(folder: string, count: number) {
  const tokensFolder = path.join(folder, 'tokens')
  const made: string[] = []
  let env: Readonly<Record<string, string>> = {}
  mkdirSync(tokensFolder)
  for (let index = 0; index < count; index++) {
    env = makeSoftHsmToken(folder, `TOKEN-${index}`)
    made.push(...readdirSync(tokensFolder).filter((name) => !made.includes(name)))
  }
  // SoftHSM2 takes a token's serial from the end of its folder's name.
  const bySerial = made.map((name) => ({
    serial: name.replaceAll('-', '').slice(-16),
    folder: path.join(tokensFolder, name),
  }))
  return { env, bySerial }
}

interface ToSell {
  readonly tokens: readonly { serial: string; folder: string }[]
  readonly fileDongles: number
}

/** The vendor's part: one contract a dongle, and each dongle made as it leaves the vendor. */
async function sell(place: Place, { tokens, fileDongles }: ToSell) {
  const files = Array.from({ length: fileDongles }, (_, index) => {
    const serial = `file-${index}`
    return { serial, folder: path.join(place.drawerDir, 'plugged', serial) }
  })
  const now = new Date()
  const serials = [...tokens, ...files].map(({ serial }) => serial)
  const bases = serials.map((serial) => makeBase(serial, now))
  const [first] = bases
  if (first === undefined) throw new Error('a world without dongles')
  const company = first.ours
  const file = {
    ...first.file,
    contracts: bases.flatMap((base, index) =>
      base.file.contracts.map((contract) => ({ ...contract, number: `A-${index}`, company })),
    ),
    dongles: bases.flatMap((base) => base.file.dongles.map((dongle) => ({ ...dongle, company }))),
  }
  const { setUpLinks } = await call(place.cloud.address, cloudApi['contract.import'], {
    headers: asOperator(place.cloud.dataDir),
    body: file,
  })
  const link = setUpLinks.find(({ email }) => email === targetUser)?.link ?? ''
  const licensesOf = (serial: string) => bases[serials.indexOf(serial)]?.licenses ?? []
  const make = async (ofToken: boolean, { serial, folder }: { serial: string; folder: string }) => {
    const licenses = licensesOf(serial)
    const dongle = await makeDongle(place, { serial, licenses, pin: ofToken ? tokenPin : null })
    const away = path.join(place.folder, 'away', serial)
    mkdirSync(path.dirname(away), { recursive: true })
    const sold: SoldDongle = {
      serial,
      dongle,
      licenses,
      folder,
      pin: ofToken ? tokenPin : null,
      pull: () => renameSync(folder, away),
      plug: () => renameSync(away, folder),
    }
    return sold
  }
  const soldTokens: SoldDongle[] = []
  for (const token of tokens) soldTokens.push(await make(true, token))
  const soldFiles: SoldDongle[] = []
  for (const each of files) soldFiles.push(await make(false, each))
  return { company, link, tokens: soldTokens, files: soldFiles }
}

async function makeDongle(
  place: Place,
  { serial, licenses, pin }: { serial: string; licenses: License[]; pin: string | null },
): Promise<string> {
  const headers = asLocalUser(place.licenseServer.dataDir)
  const { address } = place.licenseServer
  const blank =
    pin === null
      ? { driver: 'file' as const, name: serial }
      : { driver: 'pkcs11' as const, dongle: (await waitForDongle(place.licenseServer, serial)).dongle, pin }
  const { key } = await call(address, localApi['dongle.make-key'], { headers, body: { dongle: blank } })
  const { list } = await call(place.cloud.address, cloudApi['license-list.sign'], {
    headers: asOperator(place.cloud.dataDir),
    body: { key, serial, licenses },
  })
  await call(address, localApi['dongle.write-list'], { headers, body: { key, list, pin } })
  return (await waitForDongle(place.licenseServer, serial)).dongle
}

export function start({ place }: World, { dongle, pin }: SoldDongle): Promise<TransferId> {
  return startTransfer(place.licenseServer, { dongle, line, targetUser, pin })
}

export function read({ place }: World, transfer: TransferId): Promise<LocalTransfer> {
  return call(place.licenseServer.address, localApi['transfer.read'], { parameters: { transfer } })
}

/** A power cut for the License Server and its drivers' processes: all of them, at once. */
export async function cutPower({ place }: World): Promise<void> {
  const pid = Number(readFileSync(path.join(place.licenseServer.dataDir, 'instance.pid'), 'utf8'))
  process.kill(-pid, 'SIGKILL') // it leads a group of its own
  await place.licenseServer.crash()
}

/** Resolves at the first change in a token's folder. */
export function firstWrite(folder: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, () => {
      watcher.close()
      resolve()
    })
  })
}
