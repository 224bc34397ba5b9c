import { ApiError } from '@undongle/core/api/error'
import type { LanState } from '@undongle/core/api/local/lan'
import { writeJoinToken } from '@undongle/core/lan/join-token'
import { readSetting, writeSetting } from '../journal/settings.ts'
import type { Store } from '../journal/store.ts'
import type { LicenseServer } from '../license-server.ts'
import { makeLanApp } from './app.ts'
import { fingerprintOf, lanCertificate } from './certificate.ts'
import { type LanListening, listenLan } from './listen.ts'
import { Nodes } from './nodes.ts'

interface Deps {
  readonly store: Store
  readonly server: Pick<LicenseServer, 'keys' | 'leases' | 'log' | 'now'>
  /** The name under which the network finds this machine. */
  readonly name: string
  /** 0 takes a free one. */
  readonly port: number
  readonly chance: () => number
}

/** Serving the network: off until a person switches it on, and then on after a restart too. */
export class Lan {
  readonly nodes: Nodes
  readonly #deps: Deps
  #listening: LanListening | undefined
  /** One switch after the other. */
  #switching: Promise<void> = Promise.resolve()

  constructor(deps: Deps) {
    const { store, server } = deps
    this.#deps = deps
    this.nodes = new Nodes({ store, leases: server.leases, now: server.now })
  }

  /** A port that is taken keeps this machine's own applications from nothing. */
  async start(): Promise<void> {
    if (readSetting(this.#deps.store, 'lan') !== 'on') return
    await this.#listen().catch((error) =>
      this.#deps.server.log.warn({ detail: String(error) }, 'the network is not served'),
    )
  }

  async stop(): Promise<void> {
    await this.#listening?.close()
    this.#listening = undefined
  }

  state(): LanState {
    return { enabled: this.#listening !== undefined, address: this.#address() ?? null, nodes: this.nodes.count() }
  }

  /** @throws ApiError `lan-port-taken` */
  async put(enabled: boolean): Promise<LanState> {
    this.#switching = this.#switching.catch(() => undefined).then(() => (enabled ? this.#listen() : this.stop()))
    await this.#switching
    writeSetting(this.#deps.store, 'lan', enabled ? 'on' : 'off')
    return this.state()
  }

  /** @throws ApiError `lan-off` */
  joinToken(replace: boolean): string {
    const { store, server } = this.#deps
    const host = this.#address()
    if (host === undefined) throw new ApiError('lan-off')
    const fingerprint = fingerprintOf(lanCertificate(store, server.now()))
    const secret = replace ? this.nodes.replaceSecret() : this.nodes.secret()
    return writeJoinToken({ host, fingerprint, secret })
  }

  async #listen(): Promise<void> {
    if (this.#listening !== undefined) return
    const { store, server, port, chance } = this.#deps
    const app = makeLanApp({ server, nodes: this.nodes, chance })
    this.#listening = await listenLan(app.fetch, lanCertificate(store, server.now()), port)
  }

  #address(): string | undefined {
    return this.#listening && `${this.#deps.name}:${this.#listening.port}`
  }
}
