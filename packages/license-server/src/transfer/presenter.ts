import { ApiError } from '@undongle/core/api/error'
import type { ApiErrorCode } from '@undongle/core/api/errors'
import { dayMs } from '@undongle/core/time'
import { toApiError } from '../http/problem.ts'
import { listCertificates } from '../journal/certificates.ts'
import { dropState, listStates } from '../journal/states.ts'
import type { Store } from '../journal/store.ts'
import type { TransferCloud } from './acts.ts'
import { fetchCertificate, missingOrders } from './named-orders.ts'
import { retryDelayMs } from './next.ts'
import type { Pause, StartPause } from './pause.ts'

/** The cloud, as somebody who holds proofs needs it. */
export interface PresentCloud extends Pick<TransferCloud, 'commit' | 'keys'> {
  present(certificates: readonly string[]): Promise<{ learned: number; known: number }>
}

interface Deps {
  readonly store: Store
  readonly cloud: PresentCloud
  readonly now: () => Date
  readonly chance: () => number
  readonly wait: StartPause
  readonly log: (message: string, detail: object) => void
}

const certificatesAtOnce = 20

/**
 * Brings the journal's certificates to the cloud now and then (PROTOCOL, class A, step 6): at the start, when the cloud is back, and
 * about once a day. A cloud restored from an older backup learns from them what it has forgotten; any other knows them all. States that
 * name orders of which there is no certificate here are brought too, and answered with it.
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
      await this.#bringStates()
      return true
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'cloud-unreachable')
        log('certificates or states are not presented', { code: toApiError(error).code })
      return false
    }
  }

  /** As COMMIT, which needs nobody signed in and no dongle. */
  async #bringStates(): Promise<void> {
    const { store } = this.#deps
    for (const { hash, evidence } of listStates(store)) {
      for (const order of missingOrders(store, evidence)) {
        if (this.#stopping) return
        await fetchCertificate(this.#deps, evidence, order).catch(requireAnswer)
      }
      dropState(store, hash)
    }
  }
}

/** What the cloud has judged it judges the same way again: the licenses went on since, or this state proves nothing of the order. */
function requireAnswer(error: unknown): void {
  const answers: readonly ApiErrorCode[] = ['superseded', 'order-refused', 'receipt-refused', 'list-refused']
  if (!(error instanceof ApiError) || !answers.includes(error.code)) throw error
}
