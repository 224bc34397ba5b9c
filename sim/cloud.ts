import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ApiError, toProblem } from '@undongle/core/api/error'
import { apiErrors } from '@undongle/core/api/errors'
import type { CompanyId, TransferId } from '@undongle/core/id'
import type { People } from '../packages/cloud/src/auth/members.ts'
import type { Db } from '../packages/cloud/src/db/pool.ts'
import { approveForce, proposeForce } from '../packages/cloud/src/declaration/force.ts'
import type { Deps } from '../packages/cloud/src/deps.ts'
import { startEpoch, startEpochAfterRestore } from '../packages/cloud/src/epoch/start.ts'
import type { Endpoints } from '../packages/cloud/src/http/call.ts'
import { guardLedger } from '../packages/cloud/src/ledger/guard.ts'
import type { Ledger } from '../packages/cloud/src/ledger/ledger.ts'
import type { Facts, Sold } from '../packages/cloud/src/ledger/memory/facts.ts'
import { type MemoryLedger, memoryLedger } from '../packages/cloud/src/ledger/memory.ts'
import { finishDrains } from '../packages/cloud/src/permit/finish-drains.ts'
import { memoryRegister } from '../packages/cloud/src/register/memory.ts'
import { replayCertificates } from '../packages/cloud/src/register/replay.ts'
import { writeKeyFile } from '../packages/cloud/src/signing/key-files.ts'
import { openSigningKeys, type SigningKeys, signedPurposes } from '../packages/cloud/src/signing/signing-keys.ts'
import { customers, operators, worldBegins } from './catalog.ts'
import { accessOf, endpointsOf, type Machine, perform } from './endpoints.ts'
import type { Faults } from './fault.ts'
import { ed25519KeyOf } from './keys.ts'
import { Crashed, Life, never } from './life.ts'
import type { Route } from './routes.ts'
import type { World } from './world.ts'

/** A message to the cloud; the body is text, as on the wire. */
export interface Message {
  readonly route: Route
  readonly query: URLSearchParams
  readonly body: string
  readonly from: Machine
}
export interface Reply {
  readonly status: number
  readonly text: string
}

const downMs = [500, 20_000] as const
const roundMs = [30_000, 90_000] as const

/** The cloud's processes, one after the other, on one ledger. */
export class Cloud {
  readonly ledger: MemoryLedger
  readonly #world: World
  readonly #keys: SigningKeys
  readonly register = memoryRegister()
  readonly #logged = new Set<string>()
  #life = new Life()
  #endpoints: Partial<Endpoints> = {}
  #ready = Promise.resolve()
  #wasRestored = false
  #epochBegun = false
  readonly #faults: Faults

  constructor(world: World, keys: SigningKeys, sold: Sold, faults: Faults) {
    this.#world = world
    this.#keys = keys
    this.#faults = faults
    this.ledger = memoryLedger(sold)
    this.#begin()
  }

  get facts(): Facts {
    return this.ledger.snapshot()
  }

  get up(): boolean {
    return this.#life.alive
  }

  /** Whatever was being answered is not answered any more. @param forMs how long it is away; some seconds when left out */
  crash(forMs?: number): void {
    if (!this.#life.alive) return
    this.#life.end()
    this.#world.tell('cloud', 'dies')
    this.#world.crashed()
    const { schedule, chance } = this.#world
    schedule.after(forMs ?? chance.between(...downMs), () => {
      this.#begin()
      this.#world.tell('cloud', 'is back')
    })
  }

  /** An operator puts an old backup back; the register beside the database stays as it is. */
  restore(backup: Facts): void {
    this.#world.tell('cloud', 'is put back from a backup')
    this.#world.covered('the cloud is put back from a backup')
    this.crash()
    this.ledger.restore(backup)
    this.#wasRestored = true
    this.#epochBegun = false
  }

  /** Two of the vendor's operators say that a dongle died before its receipt came; refused while a machine is unheard. */
  async force(company: CompanyId, transfer: TransferId): Promise<void> {
    const deps = this.#depsOf(this.#life)
    try {
      await proposeForce(deps, { company, transfer, operator: operators[0] }, 'it is dead')
      await approveForce(deps, { company, transfer, operator: operators[1] })
      this.#world.covered('two operators force a transfer')
      this.#world.tell('vendor', 'forces', transfer.slice(-4))
    } catch (error) {
      if (!(error instanceof ApiError)) this.#world.bug('cloud', error)
    }
  }

  /** @returns what is sent back; a cloud that dies meanwhile never answers */
  async answer(message: Message): Promise<Reply> {
    const life = this.#life
    await this.#ready
    await life.goesOn()
    try {
      const answer = await this.#perform(message)
      await life.goesOn()
      return { status: 200, text: JSON.stringify(answer) }
    } catch (error) {
      await life.goesOn()
      const known = error instanceof ApiError ? error : new ApiError('internal-error')
      if (known.code === 'internal-error' && !(error instanceof LedgerFailed)) this.#world.bug('cloud', error)
      return { status: apiErrors[known.code].status, text: JSON.stringify(toProblem(known, 'simulated')) }
    }
  }

  async #perform({ route, query, body, from }: Message): Promise<unknown> {
    if (route.name === 'tokens') return accessOf(from, this.now())
    const json: unknown = body === '' ? undefined : JSON.parse(body)
    return perform(this.#endpoints, from, { ...route, query, body: json })
  }

  now = (): Date => new Date(this.#world.schedule.nowMs)

  /** As `startCloud` does: what a restore has forgotten is learned before anybody is answered. */
  #begin(): void {
    const life = new Life()
    const deps = this.#depsOf(life)
    this.#life = life
    this.#endpoints = endpointsOf(deps, () => this.facts)
    this.#ready = this.#wasRestored ? this.#learnAgain(deps, life) : Promise.resolve()
    this.#round(deps, life)
  }

  async #learnAgain(deps: Deps, life: Life): Promise<void> {
    try {
      // Who puts a backup back begins an epoch, where the register does not tell that one is needed.
      const begun = await startEpochAfterRestore(deps)
      const { epoch } = await deps.ledger.readEpoch()
      if (begun === undefined && !this.#epochBegun) await startEpoch(deps, Math.max(epoch, deps.register.epoch()) + 1)
      this.#epochBegun = true
      await replayCertificates(deps, 0)
      await life.goesOn()
      this.#wasRestored = false
    } catch (error) {
      await life.goesOn()
      if (!(error instanceof LedgerFailed)) this.#world.bug('cloud', error)
      this.crash() // and starts again
      await never()
    }
  }

  /** What runs in the background: drains that nobody asks about, and the log of certificates, which is kept beside the database. */
  #round(deps: Deps, life: Life): void {
    const { schedule, chance } = this.#world
    schedule.after(chance.between(...roundMs) * schedule.slowness, () => {
      if (!life.alive) return
      void this.#logCertificates()
      const failed = (_: unknown, error: unknown) => {
        if (life.alive && !(error instanceof LedgerFailed)) this.#world.bug('cloud', error)
      }
      void finishDrains(deps, failed).catch((error) => failed(undefined, error))
      this.#round(deps, life)
    })
  }

  async #logCertificates(): Promise<void> {
    for (const { kid, claims } of this.facts.certificates.values()) {
      if (this.#logged.has(claims.jti)) continue
      this.#logged.add(claims.jti)
      const document = this.#keys.sign('certificate', kid, claims)
      await this.register.certificates.append([
        { id: claims.jti, company: claims.company.id, document, salt: 's'.repeat(43) },
      ])
    }
  }

  #depsOf(life: Life): Deps {
    const { chance } = this.#world
    const random = (sizeBytes: number) => chance.bytes(sizeBytes)
    return {
      db: noDatabase,
      ledger: guardLedger(this.#ledgerOf(life), {
        now: this.now,
        random,
        log: { error: (detail: unknown) => this.#world.tell('cloud', 'alert', JSON.stringify(detail)) },
      }),
      register: this.register,
      keys: this.#keys,
      people,
      now: this.now,
      random,
    }
  }

  /** Between two transactions of one message anything may come in between; at each commit the process may die. */
  #ledgerOf(life: Life): Ledger {
    const { schedule, chance } = this.#world
    return {
      ...this.ledger,
      inCompany: async (company, work, retryUnique) => {
        const site = this.#faults.named ? new Error() : undefined
        await schedule.passes(chance.between(1, 5))
        await life.goesOn()
        const fault = this.#faults.at({ kind: 'ledger', what: 'commit' }, site)
        const undone = fault === 'crash-before' || fault === 'fails'
        const committed = this.ledger.inCompany(
          company,
          async (tx) => {
            const result = await work(undone ? { ...tx, commit: async () => undefined } : tx)
            if (fault === 'crash-before') throw new Crashed()
            if (fault === 'fails') throw new LedgerFailed()
            return result
          },
          retryUnique,
        )
        if (fault === 'crash-before' || fault === 'crash-after') {
          await committed.catch(() => undefined)
          this.crash()
          await never()
        }
        return committed
      },
    }
  }
}

/** The database went away in the middle of a transaction. */
class LedgerFailed extends Error {}

const noDatabase = new Proxy({} as Db, {
  get(_, name) {
    throw new Error(`the transfer protocol touched the database (${String(name)}) and not its ledger`)
  },
})

const people: People = {
  membersOf: async (company, { users, usernames }) =>
    customers
      .filter((customer) => customer.company === company)
      .filter(({ user, username }) => users.includes(user) || usernames.includes(username))
      .map(({ user, username }) => ({ user, username, name: username, role: 'company-admin' })),
  personOf: async (id) => {
    const found = customers.find(({ user }) => user === id)
    return found && { id, email: found.username, name: found.username }
  },
}

/** The keys of the simulated cloud, the same in every process. */
export async function openSimulatedKeys(): Promise<SigningKeys> {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-sim-'))
  try {
    for (const purpose of signedPurposes) {
      const keys = { current: ed25519KeyOf(`${purpose} current`), next: ed25519KeyOf(`${purpose} next`) }
      await writeKeyFile(folder, purpose, keys)
    }
    await writeKeyFile(folder, 'root', { key: ed25519KeyOf('root') })
    await writeKeyFile(folder, 'secret', { secret: ed25519KeyOf('secret').d })
    return await openSigningKeys(folder, 'https://cloud.example', worldBegins)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
