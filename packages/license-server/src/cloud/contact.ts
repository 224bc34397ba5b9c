import type { Logger } from 'pino'
import type { Courier } from '../courier/courier.ts'
import type { Store } from '../journal/store.ts'
import type { LostDongles } from '../lease/block-list.ts'
import type { Pause, StartPause } from '../transfer/pause.ts'
import type { AccountCloud } from './account-cloud.ts'
import { askCloud } from './ask.ts'
import { CertificateLogWatch } from './certificate-log.ts'
import type { CloudConnection } from './client.ts'
import { type CloudKeys, refreshKeys } from './keys.ts'

interface Deps {
  readonly store: Store
  readonly cloudUrl: string
  readonly fetch: typeof globalThis.fetch
  readonly now: () => Date
  readonly chance: () => number
  readonly pause: StartPause
  readonly pingMs: number
  readonly log: Logger
  /** The cloud answers again. */
  readonly back: () => void
  readonly courier: () => Courier
}

/** What of everybody's news is kept where. */
interface Listeners {
  readonly cloud: AccountCloud
  readonly lost: LostDongles
  readonly signedIn: () => boolean
  /** Something may have changed there. */
  readonly asked: () => void
}

/** Whether the cloud answers, what time it has, and what it tells everybody. */
export class CloudContact {
  readonly connection: CloudConnection
  readonly #deps: Deps
  readonly #log: CertificateLogWatch
  #reachable: boolean | null = null
  #lastAt: Date | null = null
  /** How far this machine's clock is behind the cloud's. */
  #aheadMs = 0
  #ping: Pause | undefined
  #stopped = false

  constructor(deps: Deps) {
    this.#deps = deps
    this.connection = {
      url: deps.cloudUrl,
      fetch: deps.fetch,
      heard: (reachable, cloudTime) => this.#heard(reachable, cloudTime),
      courier: {
        isOn: () => deps.courier().enabled,
        isNeeded: () => deps.courier().enabled && this.#reachable === false,
        carry: (call) => deps.courier().carry(call),
        forget: (call) => deps.courier().forget(call),
      },
    }
    this.#log = new CertificateLogWatch(deps.store, this.connection, deps.now)
  }

  /** Null before the first question. */
  get reachable(): boolean | null {
    return this.#reachable
  }

  get lastAt(): Date | null {
    return this.#lastAt
  }

  /** The cloud's time, as far as it was heard: a proof says that one, or a wrong clock would stop a transfer [I7]. */
  get now(): Date {
    return new Date(this.#deps.now().getTime() + this.#aheadMs)
  }

  get certificateLog() {
    return this.#log.standing()
  }

  /** Asks the cloud for what everybody may know, now and then: it tells whether the cloud answers, and what has changed there. */
  async start({ cloud, lost, signedIn, asked }: Listeners): Promise<void> {
    const { store, pause, pingMs, chance } = this.#deps
    while (!this.#stopped) {
      const { answer: keys } = await askCloud(() => refreshKeys(store, this.connection))
      if (keys !== undefined) await askCloud(() => this.#lookAtLog(keys))
      const { answer: lines } = await askCloud(() => cloud.refreshLines())
      await askCloud(() => lost.heardOf(lines?.blockListVersion ?? 0))
      if (signedIn()) await askCloud(() => cloud.refreshLicenses())
      if (this.#stopped) return
      asked()
      this.#ping = pause(pingMs * (0.5 + chance()))
      await this.#ping.over
    }
  }

  stop(): void {
    this.#stopped = true
    this.#ping?.end()
  }

  #heard(reachable: boolean, cloudTime: Date | undefined): void {
    const now = this.#deps.now()
    if (cloudTime !== undefined) this.#aheadMs = cloudTime.getTime() - now.getTime()
    const back = reachable && this.#reachable === false
    this.#reachable = reachable
    if (reachable) this.#lastAt = now
    if (back) this.#deps.back()
  }

  /** A fork is told once in the log; the pages tell it for as long as its evidence is kept. */
  async #lookAtLog(keys: CloudKeys): Promise<void> {
    const before = this.#log.standing()
    const standing = await this.#log.look(keys)
    if (standing !== before)
      this.#deps.log[standing === 'consistent' ? 'info' : 'warn']({ before, standing }, 'certificate log')
  }
}
