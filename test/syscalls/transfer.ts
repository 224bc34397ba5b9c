import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { localApi } from '@undongle/core/api/local'
import { call } from '../../scripts/call.ts'
import { Checker } from '../soak/checker.ts'
import { type Dongle, plug, pull } from '../soak/dongle.ts'
import { journaled } from '../soak/journals.ts'
import { childrenOf } from '../soak/kept-process.ts'
import { attend, type Told } from '../soak/person.ts'
import { type Machine, openPlace, type Place } from '../soak/place.ts'
import { makeOwner, signEverybodyIn } from '../soak/soak.ts'
import { openVendor, type Vendor } from '../soak/vendor.ts'
import { attach, type Injection } from './strace.ts'

/** Whose calls are harmed: the License Server's own, or those of the process that writes the dongle. */
export type Target = 'server' | 'file' | 'pkcs11'

export interface Bench {
  /** Moves the licenses of a fresh dongle while one call is harmed, or none. @throws when it does not come to its end */
  transfer(target: Target, injection?: Injection): Promise<{ calls: readonly string[]; isDone: boolean }>
  /** Stops, and holds ledger, dongles and journal against everything that was told. @returns what does not hold */
  close(): Promise<readonly string[]>
}

const attendMs = 40
const endTimeoutMs = 120_000
const batchSize = 5

/** One cloud and one machine for all cases: only what was killed is started again. */
export async function openBench(say: (line: string) => void): Promise<Bench> {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-syscalls-'))
  const ours = makeOwner('anna@lindenhof.example')
  const place = await openPlace(folder, [ours])
  const people = [{ email: ours.targetUser, name: 'Anna Weber', role: 'company-owner' as const }]
  const company = { id: ours.company, name: 'Lindenhof Dental', people }
  const vendor = await openVendor(path.join(folder, 'vendor'), place.cloud, [company])
  const stock = { file: new Stock('file', vendor, place), pkcs11: new Stock('token', vendor, place) }
  await stock.file.take().then((first) => stock.file.giveBack(first))
  await signEverybodyIn(place, vendor)
  const [machine] = place.machines
  if (machine === undefined) throw new Error('no machine')
  const checker = new Checker(place, say)
  const used: Dongle[] = []

  return {
    async transfer(target, injection) {
      const dongle = await stock[target === 'pkcs11' ? 'pkcs11' : 'file'].take()
      used.push(dongle)
      plug(dongle, machine)
      await seen(machine, dongle)
      const trace = await attach(processOf(machine, target), folder, injection)
      const ending = finish(machine, dongle, (what) => checker.wrong(what))
      checker.hear(await ending, true)
      const traced = await trace.end()
      pull(dongle, path.join(folder, 'done'))
      return traced
    },
    async close() {
      await machine.server.stop()
      const { acknowledged, unfinished } = journaled(machine)
      for (const each of unfinished) checker.wrong(`${each} is left in the journal`)
      await checker.lookAtRest(used, acknowledged)
      await vendor.stop()
      await place.close()
      rmSync(folder, { recursive: true, force: true })
      return checker.violations
    },
  }
}

class Stock {
  readonly #kind: Dongle['kind']
  readonly #vendor: Vendor
  readonly #place: Place
  readonly #dongles: Dongle[] = []

  constructor(kind: Dongle['kind'], vendor: Vendor, place: Place) {
    this.#kind = kind
    this.#vendor = vendor
    this.#place = place
  }

  async take(): Promise<Dongle> {
    const buyer = this.#place.machines[0]
    if (this.#dongles.length === 0 && buyer !== undefined)
      this.#dongles.push(
        ...(await this.#vendor.sell(
          Array.from({ length: batchSize }, () => this.#kind),
          buyer,
        )),
      )
    const dongle = this.#dongles.shift()
    if (dongle === undefined) throw new Error('nothing was sold')
    return dongle
  }

  giveBack(dongle: Dongle): void {
    this.#dongles.unshift(dongle)
  }
}

async function seen({ server }: Machine, { serial }: Dongle): Promise<void> {
  for (let waitedMs = 0; waitedMs < endTimeoutMs; waitedMs += attendMs) {
    const found = await call(server.address, localApi['dongle.list']).catch(() => ({ dongles: [] }))
    if (found.dongles.some((dongle) => dongle.serial === serial && dongle.state === 'ready')) return
    await sleep(attendMs)
  }
  throw new Error(`${serial} is not seen`)
}

function processOf({ server }: Machine, target: Target): number {
  const own = server.pid ?? 0
  if (target === 'server') return own
  const driver = childrenOf(own).find((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`"driver":"${target}"`),
  )
  if (driver === undefined) throw new Error(`no process of the ${target} driver`)
  return driver
}

/** The person does what is to be done until the line has moved; pressing "try again" shortens the waits. */
async function finish(machine: Machine, dongle: Dongle, wrong: (what: string) => void): Promise<Told> {
  const endings: Told[] = []
  const hearing = { told: (ending: Told) => void endings.push(ending), wrong, machines: [], random: () => 0 }
  const before = Date.now()
  while (Date.now() - before < endTimeoutMs) {
    await attend(machine, dongle, hearing).catch(() => undefined)
    const [ending] = endings
    if (ending !== undefined) return ending
    await sleep(attendMs)
  }
  throw new Error(`the transfer of ${dongle.serial} did not end`)
}
