import { ApiError } from '@undongle/core/api/error'
import { type ApiErrorCode, apiErrors } from '@undongle/core/api/errors'
import type { Consumption } from '@undongle/core/api/meter'
import type { CompanyId, MeterEntryId } from '@undongle/core/id'
import type { MeterEntry } from '@undongle/core/meter/entry'
import { addDays } from '@undongle/core/time'
import type { AccountCloud } from '../cloud/account-cloud.ts'
import {
  findConsumption,
  forgetConsumption,
  forgetSettledBefore,
  listUnsettled,
  recordConsumption,
  recordEntry,
} from '../journal/consumptions.ts'
import { readEpoch } from '../journal/epoch.ts'
import type { Store } from '../journal/store.ts'

interface Deps {
  readonly store: Store
  readonly cloud: Pick<AccountCloud, 'consume'>
  /** Who is signed in here. */
  readonly company: () => CompanyId | undefined
  /** Whether the cloud answers, as far as it takes no points to find out. */
  readonly isInContact: () => Promise<boolean>
  readonly now: () => Date
  readonly log: (message: string, detail: object) => void
}

type Answer = { readonly entry: MeterEntry }

/** How long an application may ask again, without the cloud, what came of it; as long as a backup of the cloud may be old. */
const keepDays = 35

/**
 * Points for the applications of this machine. Only the cloud counts them, so without it there are none [Q76]. What is asked is written down
 * first: whatever breaks off then, it is asked for again under its id, by the application or from here, and taken once.
 */
export class MeterDesk {
  readonly #deps: Deps
  readonly #running = new Map<MeterEntryId, { readonly asked: Consumption; readonly answer: Promise<Answer> }>()
  #settling: Promise<void> | undefined

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** @throws ApiError `points-offline` when nothing was taken; `points-unsettled` when that is not known; the cloud's own refusals */
  consume(id: MeterEntryId, asked: Consumption): Promise<Answer> {
    return this.#once(id, asked, () => this.#consume(id, asked))
  }

  /** Asks for what the cloud has not answered, or has forgotten since: it was put back from a backup. Ends at the first silence. */
  settle(): Promise<void> {
    this.#settling ??= this.#settleAll()
      .catch(() => undefined)
      .finally(() => {
        this.#settling = undefined
      })
    return this.#settling
  }

  async #consume(id: MeterEntryId, asked: Consumption): Promise<Answer> {
    const { store, company: signedIn, isInContact, now } = this.#deps
    const company = signedIn()
    if (company === undefined) throw new ApiError('not-signed-in')
    const known = findConsumption(store, id)
    if (known !== undefined && !(isSame(known, asked) && known.company === company))
      throw new ApiError('meter-entry-reused')
    if (known !== undefined && known.entry !== null) return { entry: known.entry }
    if (known === undefined) {
      if (!(await isInContact())) throw new ApiError('points-offline')
      recordConsumption(store, { id, company, ...asked }, now())
    }
    return this.#ask(id, asked, known === undefined ? 'first' : 'again')
  }

  async #ask(id: MeterEntryId, { product, points }: Consumption, turn: 'first' | 'again'): Promise<Answer> {
    const { store, cloud } = this.#deps
    const epoch = readEpoch(store)
    try {
      const { entry } = await cloud.consume(id, { product, points })
      recordEntry(store, entry, epoch)
      return { entry }
    } catch (error) {
      if (!isNo(error, turn)) throw new ApiError('points-unsettled', { detail: String(error) })
      forgetConsumption(store, id)
      throw error
    }
  }

  async #settleAll(): Promise<void> {
    const { store, company: signedIn, now, log } = this.#deps
    const company = signedIn()
    if (company === undefined) return
    for (const { id, product, points, entry } of listUnsettled(store, company, readEpoch(store))) {
      const asked = { product, points }
      try {
        await this.#once(id, asked, () => this.#ask(id, asked, 'again'))
      } catch (error) {
        if (error instanceof ApiError && error.code === 'points-unsettled') return
        log('points were refused that an application had asked for', { id, entry, code: String(error) })
      }
    }
    forgetSettledBefore(store, addDays(now(), -keepDays))
  }

  /** Who asks while it is being asked for gets that answer. */
  #once(id: MeterEntryId, asked: Consumption, ask: () => Promise<Answer>): Promise<Answer> {
    const running = this.#running.get(id)
    if (running !== undefined)
      return isSame(running.asked, asked) ? running.answer : Promise.reject(new ApiError('meter-entry-reused'))
    const answer = ask().finally(() => this.#running.delete(id))
    this.#running.set(id, { asked, answer })
    return answer
  }
}

const isSame = (a: Consumption, b: Consumption): boolean => a.product === b.product && a.points === b.points

const decided: readonly ApiErrorCode[] = [
  'meter-unknown',
  'license-ended',
  'points-used-up',
  'meter-entry-reused',
  'request-invalid',
]

/**
 * Whether nothing was taken, for sure: the cloud looks for the id before it decides. Whoever it does not let ask hears nothing about an
 * earlier turn.
 */
function isNo(error: unknown, turn: 'first' | 'again'): boolean {
  if (!(error instanceof ApiError)) return false
  if (decided.includes(error.code)) return true
  return turn === 'first' && apiErrors[error.code].status < 500
}
