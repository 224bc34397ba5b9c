import { ApiError } from '@undongle/core/api/error'
import type { Order } from '@undongle/core/document/order'
import type { DongleEvidence } from '@undongle/core/dongle/evidence'
import { parseStateValue, type StateValue } from '@undongle/core/dongle/state'
import { fromBase64url, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import type { TransferId } from '@undongle/core/id'
import { verifySignature } from '@undongle/core/node/crypto'
import { decideCancel, nameOrder } from '@undongle/core/transfer/cancel'
import type { DongleSession } from '../dongle/driver.ts'
import { parseOrder } from '../dongle/order.ts'
import { ensureRoom, retireRoomBytes } from '../journal/room.ts'
import type { JournaledTransfer } from '../journal/transfer.ts'
import { recordCancelled, recordCancelling, recordReceipt, withdrawCancel } from '../journal/transfers.ts'
import type { ActDeps } from './acts.ts'
import { cancelProofOf, statedEvidenceOf } from './detail.ts'
import { readStatedEvidence } from './evidence.ts'
import { fetchCertificate, isAtHand, keepNamedOrders } from './named-orders.ts'

type Cancelling = JournaledTransfer & { state: 'cancelling' }

/**
 * Cancel (PROTOCOL, class A): the dongle goes past the order, what it signed is on disk, the cloud is told, and only then is it called
 * cancelled. From each of these it goes on after a crash; where the dongle has carried the order out, so does the transfer.
 */
export async function cancel(deps: ActDeps, transfer: Cancelling): Promise<void> {
  const proof = standingProofOf(transfer) ?? (await cancelOnDongle(deps, transfer))
  if (proof === undefined) return
  try {
    await tellDead(deps, transfer, proof)
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'cancel-too-late') throw error
    withdrawCancel(deps.store, transfer.id, deps.now())
    return
  }
  recordCancelled(deps.store, transfer.id, deps.now())
  const session = await deps.dongle(transfer.dongle.key).catch(() => undefined)
  await session?.clean().catch(() => undefined) // leftovers harm nobody and go with the next act
}

/**
 * A dongle without a hardware counter may have lost the cancel that is in the journal, and another machine may have carried out the
 * order since: what is told is read from the dongle each time, and a lost cancel is written again (docs/decisions/0008, rule 2).
 */
const standingProofOf = (transfer: Cancelling): DongleEvidence | undefined =>
  statedEvidenceOf(transfer).grade.tamperProof ? cancelProofOf(transfer) : undefined

/** Tells the cloud that the dongle went past this transfer's order. The order may be one that another machine opened. */
export function tellDead(
  { cloud, store, now }: Pick<ActDeps, 'cloud' | 'store' | 'now'>,
  transfer: JournaledTransfer,
  evidence: DongleEvidence,
): Promise<unknown> {
  const order = orderOf(transfer)
  keepNamedOrders(store, evidence, now())
  const body = { company: transfer.company, evidence, order: order?.document ?? null }
  return cloud.cancel(order?.claims.transfer ?? transfer.id, body)
}

/** @returns what the dongle shows now; undefined where it has carried the order out, and the transfer goes on */
async function cancelOnDongle(deps: ActDeps, transfer: Cancelling): Promise<DongleEvidence | undefined> {
  const session = await deps.dongle(transfer.dongle.key)
  const { driver } = statedEvidenceOf(transfer)
  const evidence = await readStatedEvidence(session, driver)
  const state = stateIn(evidence)
  const order = orderOf(transfer)
  const named = order && nameOrder(order.claims, order.hash)
  const id = order?.claims.transfer ?? transfer.id
  const step = decideCancel(id, named, state.body, (hash) => {
    const last = orderIn(evidence, hash)
    return last !== undefined && isAtHand(deps.store, last)
  })
  switch (step.step) {
    case 'too-late':
      if (order === undefined) withdrawCancel(deps.store, transfer.id, deps.now())
      else recordReceipt(deps.store, transfer.id, state.bytes, deps.now())
      return undefined
    case 'fetch-certificate': {
      const last = orderIn(evidence, step.order)
      if (last === undefined) throw new ApiError('cancel-needs-certificate')
      keepNamedOrders(deps.store, evidence, deps.now())
      await fetchCertificate(deps, evidence, last)
      return cancelOnDongle(deps, transfer)
    }
    case 'write':
      await writeCancel(deps, session, { transfer: id, generation: step.generation })
      return keepProof(deps, transfer, await readStatedEvidence(session, driver))
    case 'tell':
      return keepProof(deps, transfer, evidence)
  }
}

/** Whether a retire may be overwritten is decided here, by the certificates in the journal; the dongle only asks to be told. */
async function writeCancel(
  { store }: ActDeps,
  session: DongleSession,
  request: { transfer: TransferId; generation: number },
): Promise<void> {
  ensureRoom(store, retireRoomBytes)
  await session.cancel({ ...request, certificateAtHand: true })
}

function keepProof({ store, now }: ActDeps, { id }: Cancelling, evidence: DongleEvidence): DongleEvidence {
  recordCancelling(store, id, evidence, now())
  return evidence
}

const orderIn = ({ orders }: DongleEvidence, hash: string): string | undefined =>
  orders.find((document) => hashBytes(utf8(document)) === hash)

function orderOf(transfer: JournaledTransfer): { document: string; hash: string; claims: Order } | undefined {
  const document = transfer.state === 'ordered' || transfer.state === 'cancelling' ? transfer.order?.order : undefined
  return document === undefined
    ? undefined
    : { document, hash: hashBytes(utf8(document)), claims: parseOrder(document) }
}

function stateIn({ state, key }: DongleEvidence): StateValue {
  const value = parseStateValue(fromBase64url(state) ?? new Uint8Array(), key, verifySignature)
  if (value === undefined) throw new ApiError('dongle-incomplete', { detail: 'the state it was read with' })
  return value
}
