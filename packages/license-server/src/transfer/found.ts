import { ApiError } from '@undongle/core/api/error'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { openCertificate } from '@undongle/core/document/certificate'
import type { OrderBundle } from '@undongle/core/document/certificate-bundle'
import { type DongleEvidence, isReadable } from '@undongle/core/dongle/evidence'
import type { TransferId } from '@undongle/core/id'
import { verifySignature } from '@undongle/core/node/crypto'
import type { TransferPolicy } from '@undongle/core/policy/policy'
import type { ReadDongle } from '../dongle/desk.ts'
import { toApiError } from '../http/problem.ts'
import type { TransferCloud } from './acts.ts'
import { foundView } from './found-view.ts'
import { type LastRetire, lastRetireOf } from './last-retire.ts'
import { waitsFor } from './next.ts'

interface Deps {
  readonly cloud: TransferCloud
  readonly readDongles: () => Promise<readonly ReadDongle[]>
  /** Keeps what a state names before the cloud may credit by it. */
  readonly keep: (evidence: DongleEvidence) => void
  readonly isJournaled: (transfer: TransferId) => boolean
  readonly policyOf: (line: string) => Promise<TransferPolicy | undefined>
  /** Told when a transfer was finished that this machine knew nothing of. */
  readonly finished: (transfer: TransferId) => void
  readonly log: (message: string, detail: object) => void
}

/** A finished transfer, with what proves it beside the cloud's keys. */
export interface FoundTransfer {
  readonly shown: LocalTransfer
  readonly proof: Omit<OrderBundle, 'keys'>
}

/**
 * Transfers whose journal or machine was lost after the dongle had given its licenses away (K6, K9). List, key, order and receipt
 * are all on the dongle, readable without its PIN, and COMMIT needs nobody signed in: whichever machine sees the dongle finishes
 * the transfer. What was found is kept in memory only, because the dongle tells it again at the next start.
 */
export class FoundTransfers {
  readonly #deps: Deps
  readonly #found = new Map<TransferId, FoundTransfer>()
  /** Hashes of the states that the cloud has answered: each is presented once. */
  readonly #presented = new Set<string>()
  #looking = false
  #again = false
  #failed = false

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** A dongle came or changed. One look runs after the other. */
  look(): void {
    this.#again = true
    if (!this.#looking) void this.#lookUntilQuiet()
  }

  /** The cloud may answer now what it did not before. */
  retry(): void {
    if (this.#failed) this.look()
  }

  list(): FoundTransfer[] {
    return [...this.#found.values()]
  }

  find(id: TransferId): FoundTransfer | undefined {
    return this.#found.get(id)
  }

  async #lookUntilQuiet(): Promise<void> {
    this.#looking = true
    while (this.#again) {
      this.#again = false
      this.#failed = false
      const dongles = await this.#deps.readDongles().catch(() => []) // the service was disabled meanwhile
      for (const dongle of dongles) {
        const { evidence } = dongle
        if (evidence !== undefined && !isReadable(evidence)) await this.#finish(dongle, evidence)
      }
    }
    this.#looking = false
  }

  async #finish(dongle: ReadDongle, evidence: DongleEvidence): Promise<void> {
    const { isJournaled, finished, log } = this.#deps
    const retired = lastRetireOf(evidence)
    if (retired === undefined || this.#presented.has(retired.bodyHash)) return
    const { transfer } = retired
    try {
      if (isJournaled(transfer)) return // it goes on by its own run
      this.#found.set(transfer, await this.#commit(dongle, evidence, retired))
      this.#presented.add(retired.bodyHash)
      log('finished a transfer found on a dongle', { transfer })
      finished(transfer)
    } catch (error) {
      const { code, detail } = toApiError(error)
      log('a transfer found on a dongle is not finished', { transfer, code, detail })
      const willStay = waitsFor(code) === 'support'
      if (willStay) this.#presented.add(retired.bodyHash)
      else this.#failed = true
    }
  }

  async #commit({ shown }: ReadDongle, evidence: DongleEvidence, retired: LastRetire): Promise<FoundTransfer> {
    const { cloud, keep, policyOf } = this.#deps
    const { transfer, order } = retired
    const { key, serial, list, state: receipt } = evidence
    keep(evidence)
    const { certificate } = await cloud.commit(transfer, { order, receipt, key, serial, list })
    const opened = openCertificate(certificate, await cloud.keys(), verifySignature)
    if (!opened.ok) throw new ApiError('document-refused', { detail: `certificate: ${opened.fault}` })
    const policy = await policyOf(opened.claims.line)
    if (policy === undefined) throw new ApiError('cloud-unreachable', { detail: 'its line is not known yet' })
    return {
      shown: foundView(opened.claims, { document: certificate, policy, label: shown.label }),
      proof: { certificate, order, receipt, dongleKey: key },
    }
  }
}
