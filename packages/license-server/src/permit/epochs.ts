import { ApiError } from '@undongle/core/api/error'
import { epochOfProblem } from '@undongle/core/api/permit'
import { learnEpoch, owesCheckIn, readEpoch, recordCheckIn } from '../journal/epoch.ts'
import { listLeases } from '../journal/leases.ts'
import { listPermits } from '../journal/permits.ts'
import type { Store } from '../journal/store.ts'
import type { PermitCloud } from './cloud.ts'

interface Deps {
  readonly store: Store
  readonly cloud: Pick<PermitCloud, 'checkIn'>
}

/** A restore takes a while, and two in a row are an accident already. */
const turnsAtOnce = 4

/**
 * The restore epochs, from this machine's side. After the cloud was put back from a backup nobody knows what was given out since,
 * so every machine tells what it holds; and what is older than the newest epoch, a message or its answer, is not believed.
 */
export class Epochs {
  readonly #deps: Deps
  #checkingIn: Promise<void> | undefined

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /**
   * Makes a call in the newest epoch. A cloud that has begun another one is told what this machine holds, and asked again; an
   * answer that comes when another one has begun meanwhile is ignored.
   */
  async ask<Answer>(call: (epoch: number) => Promise<Answer>): Promise<Answer> {
    const { store } = this.#deps
    for (let turn = 0; turn < turnsAtOnce; turn++) {
      if (owesCheckIn(store)) await this.checkIn()
      const epoch = readEpoch(store)
      try {
        const answer = await call(epoch)
        if (readEpoch(store) === epoch) return answer
      } catch (error) {
        if (!this.#isNews(error)) throw error
      }
    }
    throw new ApiError('epoch-changed', { detail: `${turnsAtOnce} times while one question was asked` })
  }

  /** Tells what this machine holds, until the cloud has heard it in the epoch it names. */
  checkIn(): Promise<void> {
    this.#checkingIn ??= this.#report().finally(() => {
      this.#checkingIn = undefined
    })
    return this.#checkingIn
  }

  /** The epoch is on disk before the report is made: nothing older can come in after it. */
  async #report(): Promise<void> {
    const { store, cloud } = this.#deps
    for (let turn = 0; turn < turnsAtOnce; turn++) {
      const epoch = readEpoch(store)
      const reply = await cloud.checkIn({ epoch, permits: heldPermits(store), leases: heldLeases(store) })
      if (reply.epoch <= epoch) {
        recordCheckIn(store, epoch)
        return
      }
      learnEpoch(store, reply.epoch)
    }
    throw new ApiError('epoch-changed', { detail: 'the cloud names another epoch each time' })
  }

  #isNews(error: unknown): boolean {
    if (!(error instanceof ApiError)) return false
    const { store } = this.#deps
    const named = epochOfProblem({ code: error.code, errors: [...error.fields] })
    const isNews = named !== undefined && named > readEpoch(store)
    if (isNews) learnEpoch(store, named)
    return isNews
  }
}

const heldPermits = (store: Store): string[] => listPermits(store).map(({ jws }) => jws)

/** Only the cloud's own prove where a license is. */
const heldLeases = (store: Store): string[] =>
  listLeases(store).flatMap(({ jws, source }) => (source === 'cloud' ? [jws] : []))
