import { ApiError } from '@undongle/core/api/error'
import type { WantedLease } from '@undongle/core/api/permit'
import type { CommitReply } from '@undongle/core/api/transfer'
import { assert } from '@undongle/core/assert'
import { canonicalJson } from '@undongle/core/canonical'
import type { Certificate } from '@undongle/core/document/certificate'
import { splitDocument } from '@undongle/core/document/jws'
import type { Lease } from '@undongle/core/document/lease'
import { type Order, openOrder } from '@undongle/core/document/order'
import type { StateValue } from '@undongle/core/dongle/state'
import { utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import type { TransferId } from '@undongle/core/id'
import type { PublicKey } from '@undongle/core/key'
import type { License } from '@undongle/core/license'
import { verifySignature } from '@undongle/core/node/crypto'
import { fromSeconds, toSeconds } from '@undongle/core/time'
import { decideCommit, holdsStill, isReceiptOf } from '@undongle/core/transfer/commit'
import type { ResultName } from '@undongle/core/transfer/result'
import type { Deps } from '../deps.ts'
import type { Machine } from '../lease/ask.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import { movedMessages } from '../moved/tell.ts'
import { grantWanted } from '../permit/leases.ts'
import { certify } from './certify.ts'
import type { Claim } from './claim-store.ts'
import { newest } from './close-dead.ts'
import { readList, readState } from './evidence.ts'
import { learnAgain } from './learn-again.ts'
import { readNewer } from './newer.ts'
import type { CertifiedTransfer, Transfer, Unsigned } from './transfer.ts'

/** An order and the dongle's signed answer to it, both verified. */
export interface Credit {
  readonly order: Order
  readonly document: string
  readonly hash: string
  readonly state: StateValue
  /** The state's bytes in base64url. */
  readonly receipt: string
  readonly key: PublicKey
  readonly serial: string
  readonly licenses: readonly License[]
}

/** The machine that brings a receipt, and what is in use there by the dongle: it shall go on without a gap [Q87]. */
interface Carrying {
  readonly machine: Machine
  readonly wanted: readonly WantedLease[]
}

interface CommitRequest {
  readonly order: string
  readonly receipt: string
  readonly key: PublicKey
  readonly serial: string
  readonly list: string
  readonly leases: readonly WantedLease[]
}

/**
 * COMMIT (PROTOCOL, class A, step 5): whoever brings a signed order and the dongle's receipt gets the certificate.
 *
 * @param machine the License Server that brings it, where it says so; leases go to one of the company only
 * @throws ApiError `order-refused`, `receipt-refused`, `list-refused`, `superseded`
 */
export async function commitTransfer(
  deps: Deps,
  id: TransferId,
  request: CommitRequest,
  machine?: Machine,
): Promise<CommitReply> {
  const opened = openOrder(request.order, deps.keys.believed, verifySignature)
  if (!opened.ok) throw new ApiError('order-refused', { detail: opened.fault })
  const order = opened.claims
  if (order.transfer !== id) throw new ApiError('order-refused', { detail: 'the order of another transfer' })
  const state = readState(request.receipt, request.key)
  const hash = hashBytes(utf8(request.order))
  if (state === undefined || !isReceiptOf(order, hash, state.body)) throw new ApiError('receipt-refused')
  const { serial, list, key } = request
  const licenses = readList(list, { serial, dongle: state.body.dongle, keys: deps.keys })
  if (hashBytes(utf8(list)) !== order.list) throw new ApiError('list-refused', { detail: 'another list' })
  const credit = { order, document: request.order, hash, state, receipt: request.receipt, key, serial, licenses }
  const carrying = machine?.company === order.company ? { machine, wanted: request.leases } : undefined
  const reply = await creditOrder(deps, credit, carrying)
  if (reply === undefined) throw new ApiError('superseded', { certificates: await readNewer(deps, order) })
  return reply
}

/**
 * Credits an order that its dongle has carried out, once; a repeat gets the same certificate.
 *
 * @returns undefined when the chains do not end where the order continues them
 * @throws ApiError `receipt-refused` when the state is not the dongle's answer to the order
 */
export async function creditOrder(deps: Deps, credit: Credit, carrying?: Carrying): Promise<CommitReply | undefined> {
  if (!isReceiptOf(credit.order, credit.hash, credit.state.body)) throw new ApiError('receipt-refused')
  const done = await deps.ledger.inCompany(
    credit.order.company,
    (tx) => commitAndCarry(deps, tx, { credit, carrying }),
    ['transfer_pkey', 'custody_pkey'],
  )
  if (done === undefined) return undefined
  const { kid, claims } = done.certificate
  const leases = done.leases.map((lease) => deps.keys.sign('lease', lease.kid, lease.claims))
  return { result: done.result, certificate: deps.keys.sign('certificate', kid, claims), leases }
}

/** The leases are lent in the transaction that credits the licenses: nobody else takes the seats in between. */
async function commitAndCarry(
  deps: Deps,
  tx: LedgerTx,
  { credit, carrying }: { credit: Credit; carrying: Carrying | undefined },
): Promise<(Committed & { leases: readonly Unsigned<Lease>[] }) | undefined> {
  const isLast = carrying === undefined || carrying.wanted.length === 0
  const committed = await commit(deps, tx, { credit, isLast })
  if (committed === undefined || isLast) return committed && { ...committed, leases: [] }
  return { ...committed, leases: await grantWanted(deps, tx, carrying.machine, carrying.wanted) }
}

interface Committed {
  readonly result: ResultName
  readonly certificate: Unsigned<Certificate>
}

/** @param isLast whether nothing is sent behind it: then the end of the transaction goes along */
async function commit(
  deps: Deps,
  tx: LedgerTx,
  { credit, isLast }: { credit: Credit; isLast: boolean },
): Promise<Committed | undefined> {
  const { order, state, serial } = credit
  const now = deps.now()
  const seen = { dongle: order.dongle, serial, generation: state.body.generation, stateHash: state.bodyHash }
  const licenses = order.licenses.map(({ license }) => license)
  // In one go, the lock first: what is read behind it is as the message before this one left it.
  const [claim, known, chains, companyName] = await Promise.all([
    tx.claims.lock(seen),
    tx.transfers.find(order.transfer),
    tx.custody.readChains(licenses),
    tx.contract.findCompanyName(),
  ])
  if (known?.state === 'certified') return holdsStill(order, chains) ? makeWhole(tx, known, credit) : undefined
  if (known !== undefined && !isOrderOf(known, order)) return undefined
  const decision = decideCommit({
    order,
    pinned: claim.pinned?.company,
    certificate: known?.state === 'moved' ? known.certificate : undefined,
    chains,
    serial,
    at: toSeconds(now),
  })
  switch (decision.outcome) {
    case 'superseded':
      return undefined
    case 'repeat': {
      const certificate = await tx.certificates.read(decision.certificate)
      return { result: certificate.claims.result, certificate }
    }
    case 'credit': {
      const transfer = known ?? (await learnAgain(tx, credit, kidOf(credit.document), now))
      if (known === undefined) await tx.transfers.insert(transfer)
      assert(companyName !== undefined, 'a company with licenses has a row')
      const certificate = certify(deps, { transfer, credit, companyName, chains, links: decision.links, now })
      const { jti, result } = certificate.claims
      await Promise.all([
        tx.custody.appendLinks(decision.links),
        tx.certificates.insert(certificate),
        tx.transfers.finish(transfer.id, { result, certificate: jti, receipt: credit.receipt, at: now }),
        tx.claims.write(newest(claim, seen), pin(claim, order, certificate)),
        ...movedMessages(certificate.claims, graceEndOf(order), now).map((message) => tx.outbox.insert(message)),
        ...(isLast ? [tx.commit()] : []),
      ])
      return { result, certificate }
    }
  }
}

const graceEndOf = ({ until }: Order): Date | null => (until === null ? null : fromSeconds(until))

/** A transfer that only its certificate told of: with order and receipt it can be proven without the cloud again. */
async function makeWhole(tx: LedgerTx, known: CertifiedTransfer, credit: Credit): Promise<Committed | undefined> {
  const certificate = await tx.certificates.read(known.certificate)
  const { claims } = certificate
  if (claims.order !== credit.hash) return undefined
  const { order, document, receipt, key } = credit
  if (claims.receipt === hashBytes(credit.state.bytes))
    await tx.transfers.complete(known.id, { order: { kid: kidOf(document), claims: order }, receipt, key })
  return { result: claims.result, certificate }
}

/** The stored order of this transfer, still open or carried out; one that was replaced has none. */
function isOrderOf(known: Transfer, order: Order): boolean {
  return (
    (known.state === 'ordered' || known.state === 'moved') && canonicalJson(known.order.claims) === canonicalJson(order)
  )
}

/** The first finished transfer pins the dongle to its company. */
function pin(claim: Claim, order: Order, certificate: Unsigned<Certificate>): Claim {
  return {
    ...claim,
    pinned: { company: order.company, certificate: certificate.claims.jti },
    open: claim.open?.transfer === order.transfer ? undefined : claim.open,
  }
}

function kidOf(document: string): string {
  const split = splitDocument(document, 'order')
  return split.ok ? split.document.kid : ''
}
