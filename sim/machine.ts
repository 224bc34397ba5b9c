import { type LeaseId, makeId } from '@undongle/core/id'
import { thumbprint } from '@undongle/core/key'
import { publicKeyOf } from '@undongle/core/node/crypto'
import type { SigningKeys } from '../packages/cloud/src/signing/signing-keys.ts'
import { writeSetting } from '../packages/license-server/src/journal/settings.ts'
import { LicenseServer, type LicenseServerDeps } from '../packages/license-server/src/license-server.ts'
import type { MachinePlan } from './catalog.ts'
import type { Cloud, Message, Reply } from './cloud.ts'
import type { Dongle } from './dongle.ts'
import type { Machine as SignedIn } from './endpoints.ts'
import { accessOf } from './endpoints.ts'
import type { Faults } from './fault.ts'
import type { JournalDisk } from './journal.ts'
import { ed25519KeyOf } from './keys.ts'
import { Life } from './life.ts'
import { networkOf } from './network.ts'
import { Ports } from './ports.ts'
import type { World } from './world.ts'

/** One run of the License Server's process: the production code's own composition of its parts. */
export interface Running {
  readonly life: Life
  readonly server: LicenseServer
  readonly ports: Ports
  /** The seat that the application of each product line asks for, and where it came from last. */
  readonly applications: Map<string, LeaseId>
  readonly sources: Map<string, 'cloud' | 'dongle'>
}

interface Deps {
  readonly world: World
  readonly plan: MachinePlan
  readonly cloud: Cloud
  readonly keys: SigningKeys
  readonly disk: JournalDisk
  readonly dongles: readonly Dongle[]
  readonly seen: (message: Message, reply: Reply) => void
  readonly faults: Faults
}

const downMs = [500, 60_000] as const
const pingMs = 900_000

/** One computer with a License Server: a disk, a clock that may be wrong, ports, and a process that dies and is started again. */
export class Machine {
  readonly plan: MachinePlan
  readonly disk: JournalDisk
  /** How far its clock is off. */
  skewMs = 0
  running: Running | undefined
  readonly #deps: Deps
  #signedIn: SignedIn
  #boots = 0
  #bootedMs: number
  #installed = 0

  constructor(deps: Deps) {
    this.#deps = deps
    this.plan = deps.plan
    this.disk = deps.disk
    this.#bootedMs = deps.world.schedule.nowMs
    this.#signedIn = this.#install()
  }

  get name(): string {
    return this.plan.name
  }

  now = (): Date => new Date(this.#deps.world.schedule.nowMs + this.skewMs)

  crash = (): void => {
    const { schedule, chance, tell, crashed } = this.#deps.world
    if (this.running === undefined) return
    this.running.life.end()
    this.running = undefined
    tell(this.name, 'dies')
    crashed()
    if (chance.hit(0.5)) this.#boot() // the power, not only the process
    schedule.after(chance.between(...downMs), () => this.start())
  }

  start(): void {
    if (this.running !== undefined) return
    const { world, cloud, disk, dongles, seen, faults } = this.#deps
    const { schedule, chance } = world
    const life = new Life()
    const { name, crash, now } = this
    const ports = new Ports({ machine: name, life, schedule, chance, faults, crash, dongles })
    const server = new LicenseServer({
      store: disk.openBy(life, faults, crash),
      cloudUrl: 'https://cloud.example',
      fetch: networkOf({ world, cloud, name, machine: this.#signedIn, life, faults, crash, seen }),
      machineName: name,
      service: ports,
      drawer: undefined,
      now,
      clocks: () => ({
        wallMs: now().getTime(),
        bootId: `${this.#boots}`,
        bootMs: Math.floor(schedule.nowMs - this.#bootedMs),
      }),
      chance: () => chance.next(),
      wait: (delayMs) => schedule.passes(delayMs),
      pause: (delayMs) => schedule.pause(delayMs),
      turn: async () => undefined,
      pingMs,
      log: {
        info: (detail: object, message: string) => this.#log(life, message, detail),
      } as unknown as LicenseServerDeps['log'],
    })
    this.running = { life, server, ports, applications: new Map(), sources: new Map() }
    world.tell(name, 'starts')
    if (disk.transfers().some(({ open }) => open)) world.covered('a transfer goes on after a restart')
    server.start()
  }

  /** Somebody lost the disk: the machine is set up anew and signed in again, as another one. */
  loseJournal(): void {
    this.crash()
    this.disk.wipe()
    this.#signedIn = this.#install()
    this.#deps.world.tell(this.name, 'loses its journal')
    this.#deps.world.covered('a journal is lost')
  }

  #boot(): void {
    this.#boots++
    this.#bootedMs = this.#deps.world.schedule.nowMs
  }

  /** As signing in leaves a machine. */
  #install(): SignedIn {
    const { disk, plan, keys, world, cloud } = this.#deps
    const { company, user, username } = plan.customer
    const key = ed25519KeyOf(`machine ${plan.name} ${this.#installed++}`)
    const licenseServer = makeId('licenseServer', this.now(), (sizeBytes) => world.chance.bytes(sizeBytes))
    const account = {
      licenseServer,
      user: { id: user, email: username, name: username },
      company: { id: company, name: username },
      since: this.now().toISOString(),
    }
    const jkt = thumbprint(publicKeyOf(key))
    const signedIn = { kind: 'license-server' as const, company, licenseServer, user, jkt }
    const store = disk.open()
    writeSetting(
      store,
      'identity',
      JSON.stringify({ id: licenseServer, key: { x: 'x' in key ? key.x : '', d: key.d } }),
    )
    writeSetting(store, 'account', JSON.stringify(account))
    const { refreshToken: token } = accessOf(signedIn, this.now())
    writeSetting(store, 'refresh-token', JSON.stringify({ token, attempt: null }))
    writeSetting(store, 'key-set', JSON.stringify(keys.keyFile))
    void cloud.register.record({ fact: 'machine', licenseServer, company, at: Math.floor(world.schedule.nowMs / 1000) })
    return signedIn
  }

  #log(life: Life, message: string, detail: object): void {
    if (!life.alive) return
    const { world } = this.#deps
    const { code, detail: why, stored } = detail as { code?: string; detail?: string; stored?: string }
    world.tell(this.name, message, code ?? '')
    if (message.startsWith('finished a transfer found')) world.covered('a transfer found on a dongle is finished')
    if (stored === 'given-back') world.covered('a permit comes after it was given back')
    const isBug = code === 'internal-error' && why !== undefined && !/journal-|Crashed|cloud request/.test(why)
    if (isBug) world.bug(this.name, why)
  }
}
