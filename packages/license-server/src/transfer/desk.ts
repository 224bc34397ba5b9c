import { ApiError } from '@undongle/core/api/error'
import type { LocalAnswer } from '@undongle/core/api/local'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import type { DrainBundle, OrderBundle } from '@undongle/core/document/certificate-bundle'
import { type KeyFile, keyFileSchema } from '@undongle/core/document/key-set'
import type { Attestation } from '@undongle/core/dongle/attestation'
import { isReadable } from '@undongle/core/dongle/evidence'
import { dongleNameOf } from '@undongle/core/dongle/name'
import { base64url, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import type { TransferId } from '@undongle/core/id'
import { atOnce, type TransferStart } from '@undongle/core/transfer/start'
import { z } from 'zod'
import { requireAccount } from '../cloud/account-cloud.ts'
import type { DongleDesk, ReadDongle } from '../dongle/desk.ts'
import type { PinEntry } from '../dongle/driver.ts'
import { eventsAfter } from '../journal/events.ts'
import { readSetting } from '../journal/settings.ts'
import type { Store } from '../journal/store.ts'
import type { JournaledTransfer } from '../journal/transfer.ts'
import { findTransfer, intend, listTransfers, recordCancelled, recordCancelling } from '../journal/transfers.ts'
import type { PermitCloud } from '../permit/cloud.ts'
import type { Session } from '../sign-in/session.ts'
import type { Nonces, TransferCloud } from './acts.ts'
import { certificateOf, confirmedOf, isHeld } from './detail.ts'
import type { FoundTransfers } from './found.ts'
import type { TransferRunner } from './runner.ts'
import { requireTurn } from './under-way.ts'
import { viewOf } from './view.ts'

const transfersShown = 100

export interface TransferRequest {
  readonly dongle: string
  readonly line: string
  readonly planHash: string
  readonly targetUser: string
  readonly pin: string | null
  readonly confirmLastTry: boolean
  readonly start?: TransferStart
  readonly beside?: readonly TransferId[]
}

interface Deps {
  readonly store: Store
  readonly cloud: TransferCloud & Pick<PermitCloud, 'cancelDrain'>
  readonly dongles: DongleDesk
  readonly session: Session
  readonly runner: TransferRunner
  readonly found: FoundTransfers
  readonly nonces: Nonces
  readonly now: () => Date
}

/** What a person can do with transfers: start one they have confirmed, go on with one that waits, look, and take the certificate. */
export class TransferDesk {
  readonly #deps: Deps

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /**
   * Starts the transfer of a plan the person confirmed. The same id again is the same transfer, however often the button was pressed.
   *
   * @throws ApiError `plan-changed` when the dongle or the contract says something else now; `one-at-a-time`; PIN and dongle problems by name
   */
  async put(id: TransferId, request: TransferRequest): Promise<LocalTransfer> {
    const known = findTransfer(this.#deps.store, id)
    if (known !== undefined) return this.#again(known, request)
    const account = requireAccount(this.#deps.session)
    const dongle = await this.#deps.dongles.find(request.dongle)
    const { evidence } = dongle
    if (evidence === undefined) throw dongle.failure ?? new ApiError('dongle-incomplete')
    const key = dongleNameOf(evidence)
    const preview = await this.#deps.cloud.preview(request.line, evidence)
    if (preview.planHash !== request.planHash) throw new ApiError('plan-changed')
    const { start = atOnce, beside = [] } = request
    // One that is put off takes its turn when it begins.
    if (start.when === 'at-once') requireTurn(this.#deps, preview.policy, { line: request.line, dongle: { key } })
    await this.#unlock(dongle, request)
    const { plan, policy, planHash } = preview
    const statement = isReadable(evidence) ? await this.#statementOf(key, id, preview.nonce) : null
    this.#deps.nonces.keep(key, preview.nonce)
    intend(
      this.#deps.store,
      {
        id,
        line: request.line,
        company: account.company.id,
        user: account.user.id,
        dongle: { key, label: dongle.shown.label },
        plan: { plan, policy, targetUser: request.targetUser, evidence, statement, start, beside },
        planHash,
      },
      this.#deps.now(),
    )
    this.#deps.runner.run(id)
    return this.read(id)
  }

  async resume(
    id: TransferId,
    { pin, confirmLastTry, confirm }: { pin: string | null; confirmLastTry: boolean; confirm: boolean },
  ): Promise<LocalTransfer> {
    const transfer = this.#find(id)
    if (pin !== null) await this.#deps.dongles.unlock(transfer.dongle.key, pinEntry(pin, confirmLastTry))
    if (confirm) this.#deps.runner.confirm(id)
    this.#deps.runner.run(id, this.#deps.runner.stateOf(id)?.resumed)
    return this.read(id)
  }

  /**
   * Notes the wish to cancel; the run does the rest, and goes on where it comes too late. The same again changes nothing.
   *
   * @throws ApiError `cancel-too-late`, `transfer-finished`; PIN problems by name
   */
  async cancel(
    id: TransferId,
    { pin, confirmLastTry }: { pin: string | null; confirmLastTry: boolean },
  ): Promise<LocalTransfer> {
    const transfer = this.#find(id)
    switch (transfer.state) {
      case 'retired':
      case 'giving-back':
        throw new ApiError('cancel-too-late')
      case 'moved':
      case 'refused':
        throw new ApiError('transfer-finished')
      case 'cancelled':
        return this.read(id)
      case 'draining':
        await this.#deps.cloud.cancelDrain(id)
        break
      case 'intended':
      case 'ordered':
      case 'cancelling':
        if (isHeld(transfer)) recordCancelled(this.#deps.store, id, this.#deps.now())
        else if (isReadable(confirmedOf(transfer).evidence)) await this.#deps.cloud.cancelDrain(id)
        else recordCancelling(this.#deps.store, id, null, this.#deps.now())
    }
    if (pin !== null) await this.#deps.dongles.unlock(transfer.dongle.key, pinEntry(pin, confirmLastTry))
    this.#deps.runner.run(id, this.#deps.runner.stateOf(id)?.resumed)
    return this.read(id)
  }

  read(id: TransferId): LocalTransfer {
    const found = this.#deps.found.find(id)
    return found?.shown ?? viewOf(this.#find(id), this.#deps.runner.stateOf(id))
  }

  list(): LocalTransfer[] {
    const journaled = listTransfers(this.#deps.store, transfersShown).map((transfer) =>
      viewOf(transfer, this.#deps.runner.stateOf(transfer.id)),
    )
    const found = this.#deps.found.list().map(({ shown }) => shown)
    return [...found, ...journaled].toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))
  }

  /** What this machine has journaled of a transfer; nothing where only its dongle told of it. */
  events(id: TransferId): LocalAnswer<'transfer.timeline'>['here'] {
    return eventsAfter(this.#deps.store, id, 0).map(({ at, phase, detail }) => {
      const { waitingFor = null, code = null } = eventDetailSchema.parse(detail)
      return { at: at.toISOString(), phase, waitingFor, code }
    })
  }

  /** The number of the newest event: what a page sends back as Last-Event-ID. */
  lastEvent(id: TransferId, after: number): number {
    return eventsAfter(this.#deps.store, id, after).at(-1)?.seq ?? after
  }

  /** The certificate with all that is needed to verify it offline. Only the machine that held the receipt has it whole; the cloud has it too. */
  certificate(id: TransferId): LocalAnswer<'certificate.read'> {
    const keys = this.#keyFile()
    const found = this.#deps.found.find(id)
    if (found !== undefined && keys !== undefined) return { ...found.proof, keys }
    const transfer = this.#find(id)
    if (transfer.state !== 'moved' || keys === undefined) throw new ApiError('transfer-unknown')
    return { ...proofOf(transfer), keys }
  }

  #again(known: JournaledTransfer, request: TransferRequest): LocalTransfer {
    if (known.line !== request.line) throw new ApiError('transfer-id-reused')
    this.#deps.runner.run(known.id)
    return this.read(known.id)
  }

  async #unlock(dongle: ReadDongle, { pin, confirmLastTry }: TransferRequest): Promise<void> {
    const { shown, evidence } = dongle
    if (shown.key === null || shown.pin === 'none' || shown.pin === 'entered') return
    // It will not be written: a PIN only lets it sign that it is here, which the cloud can do without.
    if (pin === null && evidence !== undefined && isReadable(evidence)) return
    if (shown.pin === 'locked') throw new ApiError('pin-locked')
    if (pin === null) throw new ApiError('pin-needed')
    await this.#deps.dongles.unlock(shown.key, pinEntry(pin, confirmLastTry))
  }

  /** Class B: what its key signs while it is there and unlocked. Without it the cloud weighs what else it knows of the dongle. */
  async #statementOf(dongle: string, transfer: TransferId, nonce: string): Promise<Attestation | null> {
    try {
      return await (await this.#deps.dongles.session(dongle)).prove({ transfer, nonce })
    } catch {
      return null
    }
  }

  #find(id: TransferId): JournaledTransfer {
    const transfer = findTransfer(this.#deps.store, id)
    if (transfer === undefined) throw new ApiError('transfer-unknown')
    return transfer
  }

  #keyFile(): KeyFile | undefined {
    const text = readSetting(this.#deps.store, 'key-set')
    return text === undefined ? undefined : keyFileSchema.parse(JSON.parse(text))
  }
}

/** What proves a finished transfer beside the cloud's keys. @throws ApiError `transfer-unknown` when another machine has it */
function proofOf(
  transfer: JournaledTransfer & { state: 'moved' },
): Omit<OrderBundle, 'keys'> | Omit<DrainBundle, 'keys'> {
  const { certificate, evidence } = transfer
  const { evidence: seen, statement } = confirmedOf(transfer)
  if (isReadable(seen)) {
    const opened = certificateOf(transfer)
    const named = 'possession' in opened ? opened.possession.statement : null
    const isNamed = statement !== null && named === hashBytes(utf8(statement.body))
    return { certificate, statement: isNamed ? statement : null, dongleKey: seen.key }
  }
  const { order, receipt } = evidence
  if (order === undefined || receipt === undefined)
    throw new ApiError('transfer-unknown', { detail: 'carried out elsewhere' })
  return { certificate, order: order.order, receipt: base64url(receipt), dongleKey: seen.key }
}

const eventDetailSchema = z.object({
  waitingFor: z.string().nullable().optional(),
  code: z.string().nullable().optional(),
})

const pinEntry = (pin: string, confirmLastTry: boolean): PinEntry => ({ pin, confirmLastTry })
