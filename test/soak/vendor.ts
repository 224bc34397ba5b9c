import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { cloudApi } from '@undongle/core/api/cloud'
import type { ContractFile } from '@undongle/core/contract/contract-file'
import type { License } from '@undongle/core/license'
import { fileKey } from '../../packages/license-server/src/dongle/drivers/file/folder.ts'
import { usualLimits } from '../../packages/license-server/src/dongle/host/process.ts'
import { DongleService } from '../../packages/license-server/src/dongle/host/service.ts'
import { makeDongle } from '../../packages/license-server/src/dongle/make.ts'
import { asOperator, call } from '../../scripts/call.ts'
import { makeBase } from '../../scripts/main-job/contracts.ts'
import { softHsmModule, tokenPin } from '../../scripts/main-job/token.ts'
import { programOf } from '../stories/world.ts'
import { type Dongle, pull } from './dongle.ts'
import type { KeptProcess } from './kept-process.ts'
import { configureSoftHsm, type Machine } from './place.ts'

/** Whose dongles they become, and on what kind of machine. */
export type Buyer = Pick<Machine, 'company' | 'readOnly'>

/** Sells dongles, also while the cloud is down: it asks again until the contract is in, and makes each dongle on a machine of its own. */
export interface Vendor {
  /** People's one-time links, by mail address. */
  readonly links: ReadonlyMap<string, string>
  sell(kinds: readonly Dongle['kind'][], buyer: Buyer): Promise<Dongle[]>
  stop(): Promise<void>
}

const run = promisify(execFile)
const askAgainMs = 300
export const lines = ['clinic', 'lab'] as const

export async function openVendor(
  folder: string,
  cloud: KeptProcess,
  companies: ContractFile['companies'],
): Promise<Vendor> {
  const stock = path.join(folder, 'stock')
  const plugFolder = path.join(folder, 'plugged')
  for (const each of [stock, plugFolder]) mkdirSync(each, { recursive: true })
  const { tokenFolder, env } = configureSoftHsm(folder)
  const common = { readOnly: false, roomLimitBytes: null }
  const service = new DongleService({
    drivers: [
      { driver: 'file', plugFolder, ...common },
      { driver: 'pkcs11', path: softHsmModule, bySerial: false, ...common },
    ],
    entry: { path: path.join(path.dirname(programOf('license-server')), 'driver.js'), execArgv: [] },
    pollMs: 1000,
    limits: usualLimits,
    environment: { PATH: '/usr/bin:/bin', ...env },
  })
  service.enable()
  const links = new Map<string, string>()
  let sold = 0

  async function importContracts(file: ContractFile): Promise<void> {
    const { setUpLinks } = await untilDone(() =>
      call(cloud.address, cloudApi['contract.import'], { headers: asOperator(cloud.dataDir), body: file }),
    )
    for (const { email, link } of setUpLinks) links.set(email, link)
  }

  async function make(blank: Blank, licenses: License[]): Promise<void> {
    const pin = blank.pin === null ? undefined : { pin: blank.pin }
    await makeDongle(service, blank.key, pin, async ({ publicKey: key, serial }) => {
      const body = { key, serial, licenses }
      const { list } = await untilDone(() =>
        call(cloud.address, cloudApi['license-list.sign'], { headers: asOperator(cloud.dataDir), body }),
      )
      return list
    })
  }

  async function blankOf(kind: Dongle['kind']): Promise<Blank> {
    const name = `${kind}-${sold++}`
    if (kind === 'file') return { key: fileKey(name), serial: name, folderName: name, from: plugFolder, pin: null }
    const before = new Set(readdirSync(tokenFolder))
    const words = ['--init-token', '--free', '--label', name, '--so-pin', '12345678', '--pin', tokenPin]
    await run('softhsm2-util', words, { env: { ...process.env, ...env } })
    const folderName = readdirSync(tokenFolder).find((each) => !before.has(each)) ?? ''
    const serial = folderName.replaceAll('-', '').slice(-16)
    return { key: `SoftHSM project|SoftHSM v2|${serial}`, serial, folderName, from: tokenFolder, pin: tokenPin }
  }

  return {
    links,
    async sell(kinds, { company, readOnly }) {
      const blanks: Blank[] = []
      for (const kind of kinds) blanks.push(await blankOf(kind))
      const bases = blanks.map(({ serial }) => ({ serial, ...makeBase(serial, new Date()) }))
      const [first] = bases
      if (first === undefined) return []
      await importContracts({
        ...first.file,
        companies,
        contracts: bases.flatMap(({ serial, file }) =>
          file.contracts.map((contract) => ({ ...contract, number: `A-${serial}`, company })),
        ),
        dongles: bases.map(({ serial }) => ({ serial, company, key: null, enabled: true })),
      })
      const dongles: Dongle[] = []
      for (const [index, blank] of blanks.entries()) {
        const licenses = bases[index]?.licenses ?? []
        await make(blank, licenses)
        const { serial, folderName, pin, from } = blank
        const made: Dongle = {
          kind: kinds[index] ?? 'file',
          serial,
          folderName,
          pin,
          company,
          readOnly,
          licenses,
          folder: path.join(from, folderName),
          machine: undefined,
          lines: [...lines],
          open: [],
        }
        pull(made, stock) // out of the vendor's machine: SoftHSM2's own tool stumbles over a token that is taken away meanwhile
        dongles.push(made)
      }
      return dongles
    },
    stop: () => service.disable(),
  }
}

interface Blank {
  readonly key: string
  readonly serial: string
  readonly folderName: string
  readonly from: string
  readonly pin: string | null
}

/** The vendor's ERP asks until it is answered: the same question again changes nothing. A cloud that started anew has a new token. */
async function untilDone<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (/: 4(?!01|29)\d\d /.test(String(error)) || tries > 600) throw error
      await sleep(askAgainMs)
    }
  }
}
