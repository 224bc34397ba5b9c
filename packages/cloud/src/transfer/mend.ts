import { ApiError } from '@undongle/core/api/error'
import type { MendReply } from '@undongle/core/api/transfer'
import type { CustodyLink } from '@undongle/core/document/certificate'
import { isMending, type Order } from '@undongle/core/document/order'
import type { DongleEvidence } from '@undongle/core/dongle/evidence'
import { utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import type { CompanyId, LicenseId, TransferId } from '@undongle/core/id'
import { toSeconds } from '@undongle/core/time'
import { type CreditedOn, decideMend, findLostCancel } from '@undongle/core/transfer/mend'
import { nobody } from '../company/nobody.ts'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import { seenOf } from './close-dead.ts'
import { creditBefore } from './credit-before.ts'
import { type DongleReading, verifyEvidence } from './evidence.ts'
import { requireKnownKey } from './preview.ts'
import type { CertifiedTransfer, MovedTransfer, Unsigned } from './transfer.ts'

/**
 * Puts a dongle right that shows an older state than it had (PROTOCOL, "On a PKCS#11 token", item 8): the order it has lost, again,
 * or one that only takes off what is credited. Nothing is stored about it: such an order is made of what is stored, so it is the same
 * for whoever asks at this state, and it credits nothing, so any machine at the dongle may carry it out. A cancel that it has lost it
 * writes again: the state the cloud knows, in which nothing is on that was credited (docs/decisions/0008, rule 3).
 *
 * @throws ApiError `dongle-rolled-back` where only support can help, `reading-malformed`, `list-refused`, `dongle-key-changed`
 */
export async function mendDongle(deps: Deps, evidence: DongleEvidence): Promise<MendReply> {
  const reading = verifyEvidence(evidence, deps.keys)
  await creditBefore(deps, reading)
  const company = await findHolder(deps, reading)
  const act = await deps.ledger.inCompany(company, (tx) => mend(deps, tx, company, reading))
  if (act === undefined) return { answer: 'whole' }
  if ('cancel' in act) return { answer: 'cancel', transfer: act.cancel, generation: reading.state.body.generation }
  return { answer: 'ordered', order: deps.keys.sign('order', act.kid, act.claims) }
}

/** The company whose ledger knows this dongle, or nobody. Claims and assignments are the deployment's, and fenced by no company. */
async function findHolder({ ledger }: Deps, { dongle, serial }: DongleReading): Promise<CompanyId> {
  const [claim, assignment] = await ledger.inCompany(nobody, (tx) =>
    Promise.all([tx.claims.read(dongle), tx.claims.readAssignment(serial)]),
  )
  requireKnownKey(assignment, { dongle })
  return claim?.pinned?.company ?? assignment.company ?? nobody
}

async function mend(
  deps: Deps,
  tx: LedgerTx,
  company: CompanyId,
  reading: DongleReading,
): Promise<Unsigned<Order> | { readonly cancel: TransferId } | undefined> {
  const seen = seenOf(reading)
  const [claim, moved, chains] = await Promise.all([
    tx.claims.read(reading.dongle),
    tx.transfers.listMoved(reading.dongle),
    tx.custody.readChains(reading.licenses.map(({ license }) => license.id)),
  ])
  const stored = moved.flatMap(({ order }) => (order === undefined ? [] : [{ order, hash: hashOf(deps, order) }]))
  const request = {
    generation: seen.generation,
    stateHash: seen.stateHash,
    creditedOn: creditedOn(reading, chains),
    orders: stored.map(({ order, hash }) => ({
      hash,
      generation: order.claims.generation,
      licenses: order.claims.licenses.map(({ license }) => license),
    })),
    justMended: isJustMended(reading),
  }
  const decision = decideMend({ ...request, claim, lostCancel: findLostCancel(reading.state, claim) })
  switch (decision.outcome) {
    case 'whole':
      // What is left on a dongle that came back from the dead is not served either.
      if (claim?.blocked) throw new ApiError('dongle-blocked')
      return undefined
    case 'refused':
      throw new ApiError('dongle-rolled-back')
    case 'mended': {
      const locked = await tx.claims.lock(seen)
      const again = decideMend({ ...request, claim: locked, lostCancel: findLostCancel(reading.state, locked) })
      if (again.outcome === 'mended') await tx.claims.write(seen, locked)
      return undefined
    }
    case 'cancel':
      return { cancel: decision.transfer }
    case 'repeat':
      return stored.find(({ hash }) => hash === decision.order)?.order
    case 'mend':
      return mendingOrder(deps, { company, reading, chains, credited: decision.licenses, moved })
  }
}

/** What is on, although it went from this dongle to a company. */
function creditedOn(
  reading: DongleReading,
  chains: ReadonlyMap<LicenseId, readonly CustodyLink[]>,
): readonly CreditedOn[] {
  const here = `dongle:${reading.serial}`
  return reading.licenses.flatMap(({ license, position, on }) => {
    const chain = chains.get(license.id) ?? []
    const isCredited = chain.some(({ debit }) => debit === here) && chain.at(-1)?.credit !== here
    return on && isCredited ? [{ license: license.id, position }] : []
  })
}

/** Made of stored facts alone. One transfer after the other: each may have bounded its licenses to another moment. */
function mendingOrder(
  { keys }: Deps,
  mending: {
    company: CompanyId
    reading: DongleReading
    chains: ReadonlyMap<LicenseId, readonly CustodyLink[]>
    credited: readonly CreditedOn[]
    moved: readonly (MovedTransfer | CertifiedTransfer)[]
  },
): Unsigned<Order> {
  const { company, reading, chains, credited, moved } = mending
  const transferOf = (license: LicenseId): TransferId | null =>
    chains.get(license)?.findLast(({ debit }) => debit === `dongle:${reading.serial}`)?.transfer ?? null
  const origin = moved.find(({ id }) => credited.some(({ license }) => transferOf(license) === id))
  if (origin === undefined) throw new ApiError('dongle-rolled-back', { detail: 'no transfer of this dongle is known' })
  const claims: Order = {
    iss: keys.issuer,
    iat: toSeconds(origin.finishedAt),
    transfer: origin.id,
    dongle: reading.dongle,
    company,
    line: origin.line,
    generation: reading.state.body.generation,
    plan: origin.planHash,
    list: reading.state.body.list,
    until: origin.order?.claims.until ?? null,
    licenses: credited
      .filter(({ license }) => transferOf(license) === origin.id)
      .map(({ license, position }) => ({ license, position, sequence: null })),
  }
  return { kid: origin.order?.kid ?? keys.kidOf('order'), claims }
}

function isJustMended({ state, orders }: DongleReading): boolean {
  const { last } = state.body
  return last.act === 'retire' && orders.some(({ hash, order }) => hash === last.order && isMending(order))
}

const hashOf = ({ keys }: Deps, order: Unsigned<Order>): string =>
  hashBytes(utf8(keys.sign('order', order.kid, order.claims)))
