import { ApiError } from '@undongle/core/api/error'
import type { WantedLease } from '@undongle/core/api/permit'
import type { CommitReply, OpenReply, PreviewReply, putTransferBodySchema } from '@undongle/core/api/transfer'
import { openCertificate } from '@undongle/core/document/certificate'
import type { DocumentKey } from '@undongle/core/document/jws'
import { openDocument } from '@undongle/core/document/jws'
import { openOrder } from '@undongle/core/document/order'
import { resultDocumentSchema } from '@undongle/core/document/result'
import type { DongleEvidence, TransferEvidence } from '@undongle/core/dongle/evidence'
import { parseStateValue } from '@undongle/core/dongle/state'
import { base64url, fromBase64url, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import type { CompanyId, TransferId } from '@undongle/core/id'
import { verifySignature } from '@undongle/core/node/crypto'
import type { z } from 'zod'
import type { DongleSession } from '../dongle/driver.ts'
import { DongleError, type DongleFault } from '../dongle/error.ts'
import { parseOrder } from '../dongle/order.ts'
import { ensureRoom, retireRoomBytes } from '../journal/room.ts'
import type { Store } from '../journal/store.ts'
import type { JournaledTransfer } from '../journal/transfer.ts'
import {
  findTransfer,
  recordCancelled,
  recordCertificate,
  recordMoved,
  recordOrder,
  recordReceipt,
  recordRefusal,
} from '../journal/transfers.ts'
import { asked } from '../lease/wanted.ts'
import { tellDead } from './cancel.ts'
import type { Carry } from './carry.ts'
import type { ConfirmedOrders } from './confirmed.ts'
import { confirmedOf, statedEvidenceOf } from './detail.ts'
import { readStatedEvidence } from './evidence.ts'
import { type LastRetire, lastRetireOf } from './last-retire.ts'
import { keepNamedOrders } from './named-orders.ts'

/** The cloud, as a transfer needs it. */
export interface TransferCloud {
  preview(line: string, evidence: TransferEvidence): Promise<PreviewReply>
  open(transfer: TransferId, body: z.input<typeof putTransferBodySchema>): Promise<OpenReply>
  commit(
    transfer: TransferId,
    body: {
      order: string
      receipt: string
      key: DongleEvidence['key']
      serial: string
      list: string
      leases?: WantedLease[]
    },
  ): Promise<CommitReply>
  /** Tells that a dongle went past the order of a transfer. @throws ApiError `cancel-too-late`, `cancel-unproven` */
  cancel(
    transfer: TransferId,
    body: { company: CompanyId; evidence: DongleEvidence; order: string | null },
  ): Promise<unknown>
  /** The keys that are believed. @throws ApiError `cloud-unreachable` when none were ever learned */
  keys(): Promise<readonly DocumentKey[]>
}

export interface ActDeps {
  readonly store: Store
  readonly cloud: TransferCloud
  /** The dongle with this thumbprint. @throws ApiError `dongle-not-found`, `dongle-service-off` */
  readonly dongle: (key: string) => Promise<DongleSession>
  readonly nonces: Nonces
  readonly confirmed: ConfirmedOrders
  readonly carry: Carry
  readonly now: () => Date
}

/** A nonce is good for one attestation of one dongle; the preview just before a transfer brings it. */
export class Nonces {
  readonly #byDongle = new Map<string, string>()

  keep(dongle: string, nonce: string): void {
    this.#byDongle.set(dongle, nonce)
  }

  take(dongle: string): string | undefined {
    const nonce = this.#byDongle.get(dongle)
    this.#byDongle.delete(dongle)
    return nonce
  }
}

/** The plan is no longer the one the person confirmed: the new one is shown and confirmed, or the transfer stays where it is. */
export class PlanChanged extends ApiError {
  readonly preview: Pick<PreviewReply, 'plan' | 'planHash' | 'policy'>

  constructor(preview: Pick<PreviewReply, 'plan' | 'planHash' | 'policy'>) {
    super('plan-changed')
    this.preview = preview
  }
}

/**
 * Steps 1 to 3 of PROTOCOL, class A: the dongle attests, the cloud orders, and the order is on disk before anything is written to the dongle.
 * Asked again for a transfer that has an order, the cloud gives it again or says what came of it.
 */
export async function open(deps: ActDeps, transfer: JournaledTransfer): Promise<void> {
  const { line, planHash, id } = transfer
  const { targetUser, evidence: seen } = confirmedOf(transfer)
  const session = await deps.dongle(transfer.dongle.key)
  const evidence = await readStatedEvidence(session, seen.driver)
  keepNamedOrders(deps.store, evidence, deps.now())
  const retired = lastRetireOf(evidence)
  if (retired?.transfer === id) return finishCarriedOut(deps, transfer, evidence, retired)
  const nonce = deps.nonces.take(transfer.dongle.key) ?? (await previewAgain(deps, transfer, evidence))
  const attestation = await session.prove({ transfer: id, nonce })
  const reply = await deps.cloud
    .open(id, { line, planHash, targetUser, evidence, attestation })
    .catch((error) => explainRefusal(deps, transfer, evidence, error))
  if (reply === 'over') return void recordCancelled(deps.store, id, deps.now())
  const keys = await deps.cloud.keys()
  switch (reply.answer) {
    case 'ordered':
      checkOrder(reply.order, transfer, keys)
      recordOrder(deps.store, id, { order: reply.order, certificates: reply.certificates }, deps.now())
      deps.confirmed.note(session, reply.order)
      return
    case 'moved':
      if (checkCertificate(reply.certificate, keys).company.id === transfer.company)
        recordCertificate(deps.store, id, reply.certificate, deps.now())
      else recordGoneOn(deps, transfer, reply.certificate, 'other-company')
      return
    case 'refused': {
      const opened = openDocument(reply.document, 'result', resultDocumentSchema, keys, verifySignature)
      if (!opened.ok) throw new ApiError('document-refused', { detail: `result: ${opened.fault}` })
      const { temporary } = opened.claims
      const granted = temporary === null ? null : { product: temporary.product, until: temporary.until }
      recordRefusal(deps.store, id, { result: reply.result, document: reply.document, temporary: granted }, deps.now())
    }
  }
}

/** The answer to OPEN never came here, and another machine carried the order out: dongle and receipt are all that is needed (K6, K9). */
async function finishCarriedOut(
  deps: ActDeps,
  transfer: JournaledTransfer,
  { key, serial, list, state: receipt }: DongleEvidence,
  { order }: LastRetire,
): Promise<void> {
  const reply = await deps.cloud
    .commit(transfer.id, { order, receipt, key, serial, list })
    .catch((error) => endSuperseded(deps, transfer, error))
  if (reply === 'over') return
  checkCertificate(reply.certificate, await deps.cloud.keys())
  recordCertificate(deps.store, transfer.id, reply.certificate, deps.now())
}

/** After a restart, or when another machine asked meanwhile: a new preview brings a new nonce, and shows a plan that has changed. */
async function previewAgain(deps: ActDeps, transfer: JournaledTransfer, evidence: DongleEvidence): Promise<string> {
  const preview = await deps.cloud.preview(transfer.line, evidence)
  if (transfer.state === 'ordered') return preview.nonce // the plan of an order does not change any more
  if (preview.planHash !== transfer.planHash && preview.outcome !== 'already-moved') throw new PlanChanged(preview)
  return preview.nonce
}

/**
 * A stale nonce is asked for anew at the next try; a changed plan is fetched, to be shown and confirmed. A transfer that the cloud
 * knows to be replaced never gets an order.
 */
async function explainRefusal(
  deps: ActDeps,
  transfer: JournaledTransfer,
  evidence: DongleEvidence,
  error: unknown,
): Promise<'over'> {
  if (!(error instanceof ApiError)) throw error
  if (error.code === 'plan-changed') throw new PlanChanged(await deps.cloud.preview(transfer.line, evidence))
  if (error.code === 'superseded') return 'over'
  throw error
}

/**
 * Steps 3 and 4: RETIRE, and its receipt on disk before older states are cleaned away.
 * Room for the receipt is made sure of first: a full disk must never meet a dongle that is already off.
 */
export async function retire(deps: ActDeps, journaled: Ordered): Promise<void> {
  ensureRoom(deps.store, retireRoomBytes)
  const session = await deps.dongle(journaled.dongle.key)
  const transfer = await confirmOrder(deps, journaled, session)
  if (transfer === undefined) return
  const value = await carryOut(deps, transfer, session)
  if (value === undefined) return
  const receipt = fromBase64url(value)
  if (receipt === undefined) throw new ApiError('dongle-incomplete', { detail: 'a receipt that is no base64url' })
  recordReceipt(deps.store, transfer.id, receipt, deps.now())
  await session.clean().catch(() => undefined) // leftovers harm nobody and go with the next act
}

type Ordered = JournaledTransfer & { state: 'ordered' }

/**
 * Without a hardware counter a dongle may have lost a cancel that the cloud knows, and another machine may hold the newer order: the
 * cloud is asked again, and nothing is written without its answer (docs/decisions/0008, rule 1). What the dongle has carried out
 * already, or refuses by itself, needs no word.
 *
 * @returns undefined where the answer was another one; the journal has it
 */
async function confirmOrder(deps: ActDeps, transfer: Ordered, session: DongleSession): Promise<Ordered | undefined> {
  const { grade, driver } = statedEvidenceOf(transfer)
  if (grade.tamperProof || deps.confirmed.has(session, transfer.order.order)) return transfer
  const evidence = await readStatedEvidence(session, driver)
  if (generationOf(evidence) !== parseOrder(transfer.order.order).generation) return transfer
  await open(deps, transfer)
  const asked = findTransfer(deps.store, transfer.id)
  return asked?.state === 'ordered' && deps.confirmed.has(session, asked.order.order) ? asked : undefined
}

const generationOf = ({ state, key }: DongleEvidence): number | undefined =>
  parseStateValue(fromBase64url(state) ?? new Uint8Array(), key, verifySignature)?.body.generation

/** @returns undefined where the dongle went past the order, and the transfer has ended otherwise */
async function carryOut(deps: ActDeps, transfer: Ordered, session: DongleSession): Promise<string | undefined> {
  try {
    return (await session.retire(transfer.order.order)).value
  } catch (error) {
    if (!(error instanceof DongleError) || !wentPast.includes(error.fault)) throw error
    return endPassed(deps, transfer, session, error)
  }
}

const wentPast: readonly DongleFault[] = ['generation-mismatch', 'order-mismatch']

/** Somebody else cancelled the order, or had another one carried out: it never comes [I6]. An older state is put right first. */
async function endPassed(
  deps: ActDeps,
  transfer: Ordered,
  session: DongleSession,
  mismatch: DongleError,
): Promise<undefined> {
  const evidence = await readStatedEvidence(session, statedEvidenceOf(transfer).driver)
  try {
    await tellDead(deps, transfer, evidence)
    recordCancelled(deps.store, transfer.id, deps.now())
  } catch (error) {
    const code = error instanceof ApiError ? error.code : undefined
    // Another machine has finished the transfer: OPEN is answered with its certificate.
    if (code === 'cancel-too-late') return void (await open(deps, transfer))
    if (code === 'cancel-unproven') throw new ApiError('dongle-rolled-back', { detail: mismatch.detail })
    throw error
  }
}

/**
 * Steps 4 to 6: COMMIT. The dongle and the person are no longer needed; the certificate is on disk before success is shown, and with it
 * the leases of whoever had a seat from the dongle [Q87].
 */
export async function commit(deps: ActDeps, transfer: JournaledTransfer & { state: 'retired' }): Promise<void> {
  const keys = await deps.cloud.keys()
  const order = openedOrder(transfer.order.order, keys)
  const evidence = statedEvidenceOf(transfer)
  const carried = deps.carry(transfer)
  const brought = {
    order: transfer.order.order,
    receipt: base64url(transfer.receipt),
    key: evidence.key,
    serial: evidence.serial,
    list: evidence.list,
    leases: asked(carried.wanted),
  }
  const reply = await deps.cloud.commit(order.transfer, brought).catch((error) => endSuperseded(deps, transfer, error))
  if (reply === 'over') return
  const certificate = checkCertificate(reply.certificate, keys)
  if (certificate.order !== hashBytes(utf8(transfer.order.order))) {
    throw new ApiError('document-refused', { detail: 'the certificate is about another order' })
  }
  const { above } = carried
  const leases = carried.open(reply.leases)
  recordMoved(deps.store, transfer.id, { certificate: reply.certificate, leases, above }, deps.now())
}

/** The licenses went on since, by a correction: the newer certificate is the end of this transfer, and says whose they are. */
async function endSuperseded(deps: ActDeps, transfer: JournaledTransfer, error: unknown): Promise<'over'> {
  const document = error instanceof ApiError && error.code === 'superseded' ? error.certificates[0] : undefined
  if (document === undefined) throw error
  const { company } = checkCertificate(document, await deps.cloud.keys())
  recordGoneOn(deps, transfer, document, company.id === transfer.company ? 'already-moved' : 'other-company')
  return 'over'
}

function recordGoneOn(
  { store, now }: Pick<ActDeps, 'store' | 'now'>,
  { id }: JournaledTransfer,
  document: string,
  result: 'already-moved' | 'other-company',
): void {
  recordRefusal(store, id, { result, document, temporary: null }, now())
}

/** The order must be about this dongle and about the very plan the person confirmed, whoever opened it first. */
function checkOrder(document: string, transfer: JournaledTransfer, keys: readonly DocumentKey[]): void {
  const order = openedOrder(document, keys)
  if (order.dongle !== transfer.dongle.key)
    throw new ApiError('order-refused', { detail: 'an order for another dongle' })
  if (order.company !== transfer.company)
    throw new ApiError('order-refused', { detail: 'an order for another company' })
  if (order.plan !== transfer.planHash) throw new PlanChanged({ ...confirmedOf(transfer), planHash: order.plan })
}

function openedOrder(document: string, keys: readonly DocumentKey[]) {
  const opened = openOrder(document, keys, verifySignature)
  if (!opened.ok) throw new ApiError('order-refused', { detail: opened.fault })
  return opened.claims
}

function checkCertificate(document: string, keys: readonly DocumentKey[]) {
  const opened = openCertificate(document, keys, verifySignature)
  if (!opened.ok) throw new ApiError('document-refused', { detail: `certificate: ${opened.fault}` })
  return opened.claims
}
