import { ApiError } from '@undongle/core/api/error'
import type { DocumentKey } from '@undongle/core/document/jws'
import { openPermit, type Permit } from '@undongle/core/document/permit'
import type { LicenseServerId } from '@undongle/core/id'
import type { TrustedTime } from '@undongle/core/lease/clock'
import { verifySignature } from '@undongle/core/node/crypto'
import { fromSeconds } from '@undongle/core/time'
import { listPermits, type PermitHolder, storePermit } from '../journal/permits.ts'
import type { Store } from '../journal/store.ts'
import type { Identity } from '../sign-in/identity.ts'
import { decidePermit, type PermitAnswer } from './standing.ts'

export interface HeldDeps {
  readonly store: Store
  readonly keys: () => readonly DocumentKey[]
  readonly identity: { readonly current: Identity }
  /** What the cloud calls this machine; undefined while nobody is signed in. */
  readonly machine: () => LicenseServerId | undefined
  /** The time that leases are judged by, see core/lease/clock. */
  readonly tellTime: () => TrustedTime
  /** Told the cloud's signed time. */
  readonly contacted: (cloudMs: number) => void
  readonly log: (message: string, detail: object) => void
}

/** A permit as the pages and the command line show it. */
export interface HeldPermit {
  readonly dongle: string
  readonly serial: string
  readonly number: number
  readonly until: string
  readonly usable: boolean
  readonly plugged: boolean
  /** Another machine's transfer waits for it. */
  readonly awaited: boolean
}

/** The permits in this machine's journal: read, judged, and kept. */
export class HeldPermits {
  readonly #deps: HeldDeps

  constructor(deps: HeldDeps) {
    this.#deps = deps
  }

  /** The dongles there is a permit of, usable or not. */
  dongles(): ReadonlySet<string> {
    return new Set(listPermits(this.#deps.store).map(({ dongle }) => dongle))
  }

  /** What may be served from a dongle now. */
  answerFor(dongle: string): PermitAnswer {
    return decidePermit(this.open(dongle), this.#deps.tellTime())
  }

  /** A permit is bound to this machine's key: it holds although nobody is signed in just now. */
  open(dongle: string): Permit | undefined {
    const { store, keys, identity } = this.#deps
    const opened = listPermits(store).flatMap((held) => {
      const permit = held.dongle === dongle ? openPermit(held.jws, keys(), verifySignature) : undefined
      return permit?.ok && permit.claims.cnf.jkt === identity.current.jkt ? [permit.claims] : []
    })
    return opened.toSorted((a, b) => b.exp - a.exp)[0]
  }

  /** In the journal before anything is served by it. */
  keep(dongle: string, jws: string): void {
    const { store, keys, identity, contacted } = this.#deps
    const opened = openPermit(jws, keys(), verifySignature)
    if (!opened.ok) throw new ApiError('document-refused', { detail: `permit: ${opened.fault}` })
    const { machine, cnf, number, epoch, iat, exp } = opened.claims
    const isOurs = machine === this.#deps.machine() && cnf.jkt === identity.current.jkt
    if (!isOurs || opened.claims.dongle !== dongle)
      throw new ApiError('document-refused', { detail: 'a permit of another machine or dongle' })
    const [issuedAt, expiresAt] = [fromSeconds(iat), fromSeconds(exp)]
    const stored = storePermit(store, { dongle, machine, jws, number, epoch, issuedAt, expiresAt })
    if (stored !== 'stored' && stored !== 'repeat')
      this.#deps.log('a permit came too late', { dongle, number, epoch, stored })
    contacted(issuedAt.getTime())
  }

  /** @throws ApiError `not-signed-in` */
  holder(dongle: string): PermitHolder {
    const machine = this.#deps.machine()
    if (machine === undefined) throw new ApiError('not-signed-in')
    return { dongle, machine }
  }
}
