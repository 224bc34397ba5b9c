import { ApiError } from '@undongle/core/api/error'
import type { GiveBackReply } from '@undongle/core/api/permit'
import { openCertificate } from '@undongle/core/document/certificate'
import type { DocumentKey } from '@undongle/core/document/jws'
import { openDocument } from '@undongle/core/document/jws'
import { resultDocumentSchema } from '@undongle/core/document/result'
import { isReadable } from '@undongle/core/dongle/evidence'
import type { LicenseServerId } from '@undongle/core/id'
import { verifySignature } from '@undongle/core/node/crypto'
import { storeLease } from '../journal/leases.ts'
import type { Store } from '../journal/store.ts'
import type { JournaledTransfer } from '../journal/transfer.ts'
import {
  recordCancelled,
  recordConfirmed,
  recordDrain,
  recordLast,
  recordMoved,
  recordRefusal,
} from '../journal/transfers.ts'
import { asked } from '../lease/wanted.ts'
import type { PermitCloud } from '../permit/cloud.ts'
import type { Epochs } from '../permit/epochs.ts'
import { PlanChanged, type TransferCloud } from './acts.ts'
import type { Carried, Carry } from './carry.ts'
import { confirmedOf, type Drain, drainOf } from './detail.ts'

/** What the acts of class B need: nothing of the dongle but what was read from it when the plan was confirmed. */
export interface MoveDeps {
  readonly store: Store
  readonly cloud: Pick<TransferCloud, 'preview' | 'keys'> & PermitCloud
  readonly epochs: Epochs
  readonly machine: () => LicenseServerId
  readonly carry: Carry
  readonly now: () => Date
}

/**
 * PROTOCOL, class B: MOVE. The cloud gives no new permits, and credits the licenses when no other one is out. Asking again is the poll:
 * until the cloud says "yours is the last" this machine keeps its permit, and its applications go on.
 */
export async function move(deps: MoveDeps, transfer: JournaledTransfer): Promise<void> {
  const { line, planHash, id } = transfer
  const { targetUser, evidence, statement } = confirmedOf(transfer)
  if (!isReadable(evidence)) throw new ApiError('dongle-order-mismatch', { detail: 'MOVE of a dongle of class A' })
  const carried = deps.carry(transfer)
  const body = { line, planHash, targetUser, evidence, proof: statement, leases: asked(carried.wanted) }
  const reply = await deps.epochs
    .ask((epoch) => deps.cloud.move(id, { ...body, epoch }))
    .catch((error) => explainRefusal(deps, transfer, error))
  await take(deps, transfer, { reply, carried })
}

/**
 * GIVEBACK: every permit up to the number is gone from the disk, and the cloud is told as often as it takes (K13). A cloud that was
 * put back from a backup may not know what it is about: then the transfer goes on with MOVE.
 */
export async function giveBack(deps: MoveDeps, transfer: JournaledTransfer & { state: 'giving-back' }): Promise<void> {
  const { dongle, id, number } = transfer
  const carried = deps.carry(transfer)
  const leases = asked(carried.wanted)
  const reply = await deps.epochs
    .ask((epoch) => deps.cloud.giveBack(dongle.key, { number, transfer: id, epoch, leases }))
    .catch((error) => {
      if (error instanceof ApiError && error.code === 'transfer-unknown') return { answer: 'returned' as const }
      throw error
    })
  await take(deps, transfer, { reply, carried })
}

async function take(
  deps: MoveDeps,
  transfer: JournaledTransfer,
  { reply, carried }: { reply: GiveBackReply; carried: Carried },
): Promise<void> {
  const { store, now } = deps
  const { id } = transfer
  switch (reply.answer) {
    case 'draining': {
      for (const { lease, holder } of carried.open(reply.leases)) storeLease(store, lease, holder)
      if (reply.last !== null) recordLast(store, id, deps.machine(), reply.last, now())
      else recordDrain(store, id, { holders: reply.holders, notBefore: reply.notBefore } satisfies Drain, now())
      return
    }
    case 'returned':
    case 'newer': // never said to a transfer's own give-back
      recordDrain(store, id, drainOf(transfer), now())
      return
    case 'moved': {
      checkCertificate(reply.certificate, transfer, await deps.cloud.keys())
      const { above } = carried
      recordMoved(store, id, { certificate: reply.certificate, leases: carried.open(reply.leases), above }, now())
      return
    }
    case 'refused': {
      const opened = openDocument(
        reply.document,
        'result',
        resultDocumentSchema,
        await deps.cloud.keys(),
        verifySignature,
      )
      if (!opened.ok) throw new ApiError('document-refused', { detail: `result: ${opened.fault}` })
      const { temporary } = opened.claims
      const granted = temporary === null ? null : { product: temporary.product, until: temporary.until }
      recordRefusal(store, id, { result: reply.result, document: reply.document, temporary: granted }, now())
      return
    }
    case 'cancelled':
      recordCancelled(store, id, now())
  }
}

function checkCertificate(
  document: string,
  { dongle, company }: JournaledTransfer,
  keys: readonly DocumentKey[],
): void {
  const opened = openCertificate(document, keys, verifySignature)
  if (!opened.ok) throw new ApiError('document-refused', { detail: `certificate: ${opened.fault}` })
  if (opened.claims.dongle.key !== dongle.key || opened.claims.company.id !== company)
    throw new ApiError('document-refused', { detail: 'the certificate is about another dongle or company' })
}

/**
 * A plan that has changed is shown and confirmed again; where the cloud had begun to drain and was put back since, it knows nothing of
 * this transfer and never moves anything by it: it is over. A statement that has grown old before the cloud ever saw it proves nothing any
 * more: without it the cloud weighs what else it knows.
 */
async function explainRefusal(
  deps: MoveDeps,
  transfer: JournaledTransfer,
  error: unknown,
): Promise<{ answer: 'cancelled' }> {
  if (!(error instanceof ApiError)) throw error
  if (error.code === 'plan-changed' && transfer.state === 'draining') return { answer: 'cancelled' }
  const confirmed = confirmedOf(transfer)
  if (error.code === 'plan-changed') throw new PlanChanged(await deps.cloud.preview(transfer.line, confirmed.evidence))
  if (error.code === 'nonce-stale' && confirmed.statement !== null && transfer.state === 'intended') {
    const { planHash, id } = transfer
    recordConfirmed(deps.store, id, { plan: { ...confirmed, statement: null }, planHash }, deps.now())
  }
  throw error
}
