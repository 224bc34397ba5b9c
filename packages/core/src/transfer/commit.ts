import type { CustodyLink, Place } from '../document/certificate.ts'
import { isMending, type Order, orderedPositions } from '../document/order.ts'
import { licenseStateAt, type StateBody } from '../dongle/state.ts'
import type { CertificateId, CompanyId, LicenseId } from '../id.ts'

/** Whether a signed state of the dongle is its answer to this order: made by it, or still showing what it took. */
export function isReceiptOf(order: Order, orderHash: string, state: StateBody): boolean {
  if (state.dongle !== order.dongle || state.list !== order.list || state.generation <= order.generation) return false
  const isNext = state.generation === order.generation + 1
  const named = state.last.act === 'retire' && state.last.order === orderHash && state.last.transfer === order.transfer
  if (isNext !== named) return false
  const positions = orderedPositions(order)
  // Later states name only what is away: an order that took nothing off the dongle is proven by its own receipt alone.
  if (!named && positions.length === 0) return false
  return positions.every((position) => {
    const license = licenseStateAt(state, position)
    if (license.state === 'on' || license.order !== orderHash) return false
    return order.until === null ? license.state === 'off' : license.state === 'until' && license.until === order.until
  })
}

export interface CommitInput {
  readonly order: Order
  /** The company this dongle is pinned to. */
  readonly pinned: CompanyId | undefined
  /** The certificate this transfer already has. */
  readonly certificate: CertificateId | undefined
  readonly chains: ReadonlyMap<LicenseId, readonly CustodyLink[]>
  readonly serial: string
  readonly at: number
}

export type CommitDecision =
  | { readonly outcome: 'repeat'; readonly certificate: CertificateId }
  | { readonly outcome: 'superseded' }
  | { readonly outcome: 'credit'; readonly links: ReadonlyMap<LicenseId, CustodyLink> }

/** Decides what a verified receipt does: append to each chain exactly where the order continues it, or nothing at all. */
export function decideCommit({ order, pinned, certificate, chains, serial, at }: CommitInput): CommitDecision {
  if (certificate !== undefined)
    return holdsStill(order, chains) ? { outcome: 'repeat', certificate } : { outcome: 'superseded' }
  if (isMending(order)) return { outcome: 'superseded' }
  if (pinned !== undefined && pinned !== order.company) return { outcome: 'superseded' }
  const debit: Place = `dongle:${serial}`
  const links = new Map<LicenseId, CustodyLink>()
  for (const { license, sequence } of order.licenses) {
    const last = chains.get(license)?.at(-1)
    // A mending order names none: there is no chain it could continue.
    if (sequence === null || last === undefined || last.sequence !== sequence || last.credit !== debit)
      return { outcome: 'superseded' }
    links.set(license, {
      sequence: sequence + 1,
      debit,
      credit: `company:${order.company}`,
      at,
      transfer: order.transfer,
    })
  }
  return { outcome: 'credit', links }
}

/** Whether what a transfer brought to its company is still there by it: a correction takes it on, and its certificate then holds instead. */
export function holdsStill({ licenses, transfer, company }: Order, chains: CommitInput['chains']): boolean {
  return licenses.every(({ license }) => {
    const last = chains.get(license)?.at(-1)
    return last?.transfer === transfer || last?.credit === `company:${company}`
  })
}
