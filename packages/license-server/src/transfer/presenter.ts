import { ApiError } from '@undongle/core/api/error'
import { dayMs } from '@undongle/core/time'
import { toApiError } from '../http/problem.ts'
import { listCertificates } from '../journal/certificates.ts'
import type { Store } from '../journal/store.ts'
import { retryDelayMs } from './next.ts'
import type { Pause, StartPause } from './pause.ts'

/** The cloud, as somebody who holds certificates needs it. */
export interface PresentCloud {
  present(certificates: readonly string[]): Promise<{ learned: number; known: number }>
}

interface Deps {
  readonly store: Store
  readonly cloud: PresentCloud
  readonly chance: () => number
  readonly wait: StartPause
  readonly log: (message: string, detail: object) => void
}

const certificatesAtOnce = 20

/**
 * Brings the journal's certificates to the cloud now and then (PROTOCOL, class A, step 6): at the start, when the cloud is back, and
 * about once a day. A cloud restored from an older backup learns from them what it has forgotten; any other knows them all.
 */
export class CertificatePresenter {
  readonly #deps: Deps
  #pause: Pause | undefined
  #stopping = false
  #ended: Promise<void> = Promise.resolve()

  constructor(deps: Deps) {
    this.#deps = deps
  }

  start(): void {
    this.#ended = this.#presentNowAndThen()
  }

  /** The cloud answers again: it may be another one than before. */
  wake(): void {
    this.#pause?.end()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.wake()
    await this.#ended
  }

  async #presentNowAndThen(): Promise<void> {
    let failures = 0
    while (!this.#stopping) {
      const isDone = await this.#presentAll()
      failures = isDone ? 0 : failures + 1
      if (this.#stopping) return
      const { wait, chance } = this.#deps
      this.#pause = wait(isDone ? dayMs * (0.5 + chance()) : retryDelayMs(failures, chance()))
      await this.#pause.over
    }
  }

  /** @returns whether the cloud has seen all of them */
  async #presentAll(): Promise<boolean> {
    const { store, cloud, log } = this.#deps
    const certificates = listCertificates(store)
    try {
      for (let at = 0; at < certificates.length && !this.#stopping; at += certificatesAtOnce) {
        const { learned } = await cloud.present(certificates.slice(at, at + certificatesAtOnce))
        if (learned > 0) log('the cloud had forgotten certificates and knows them again', { learned })
      }
      return true
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'cloud-unreachable')
        log('certificates are not presented', { code: toApiError(error).code })
      return false
    }
  }
}
