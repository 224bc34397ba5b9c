import { ApiError } from '@undongle/core/api/error'
import type { CompanyId, LicenseId, LicenseServerId } from '@undongle/core/id'
import type { License, Product } from '@undongle/core/license'
import type { DrainingState, DrainState } from '@undongle/core/permit/drain'
import { fromSeconds } from '@undongle/core/time'
import { movingLicenses } from '@undongle/core/transfer/plan'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { HeldLine } from '../license/contract-lines.ts'
import type { Claim } from '../transfer/claim-store.ts'
import type { DrainingTransfer } from '../transfer/transfer.ts'

/** The licenses a dongle is about, as its own list and the contract name them. */
export interface DongleLicenses {
  readonly held: readonly HeldLine[]
  readonly products: ReadonlyMap<string, Product>
  /** Ids of other companies' licenses. */
  readonly foreign: ReadonlySet<LicenseId>
  /** What is on it, or came from it. */
  readonly licenses: readonly License[]
}

/** @param list what its list names; undefined where the contract stands in for it */
export async function readDongleLicenses(
  tx: LedgerTx,
  { serial, list }: { serial: string; list: readonly License[] | undefined },
): Promise<DongleLicenses> {
  const ids = (list ?? []).map(({ id }) => id)
  const held = await tx.contract.readContractLines({ serial, ids })
  const here = held.filter(({ place, leftDongle }) => place === `dongle:${serial}` || leftDongle === `dongle:${serial}`)
  const own = new Map(here.map(({ license }) => [license.id, license]))
  // The contract decides what a license is, and the list which of them are on this dongle [Q81].
  const named = (list ?? here.map(({ license }) => license)).map((license) => own.get(license.id) ?? license)
  const elsewhere = new Set(held.filter(({ license }) => !own.has(license.id)).map(({ license }) => license.id))
  const licenses = named.filter(({ id }) => !elsewhere.has(id))
  const unknown = licenses.filter(({ id }) => !own.has(id)).map(({ id }) => id)
  const [products, owners] = await Promise.all([
    tx.contract.readProducts([...new Set(licenses.map(({ product }) => product))]),
    tx.contract.readForeignOwners(unknown),
  ])
  return { held: here, products, foreign: new Set(owners.keys()), licenses }
}

/** Where each license of the dongle stands, by what custody and the open drain say. Another company's are not told of. */
export function standingsOf(
  { held, foreign, licenses }: DongleLicenses,
  { claim, drain, now }: { claim: Claim; drain: DrainingTransfer | undefined; now: Date },
): { license: License; drain: DrainState }[] {
  const draining = drain && drainingStateOf(drain)
  return licenses
    .filter(({ id }) => !foreign.has(id))
    .map((license) => {
      const place = held.find((line) => line.license.id === license.id)?.place
      if (place?.startsWith('company:')) return { license, drain: creditedState(claim.graceUntil[license.line], now) }
      if (draining?.licenses.includes(license.id)) return { license, drain: draining }
      return { license, drain: { state: 'free' } }
    })
}

export function creditedState(graceUntil: number | undefined, now: Date): DrainState {
  const until = graceUntil === undefined ? undefined : fromSeconds(graceUntil)
  return until !== undefined && until > now ? { state: 'grace', until } : { state: 'moved' }
}

export const drainingStateOf = (transfer: DrainingTransfer): DrainingState => ({
  state: 'draining',
  transfer: transfer.id,
  company: transfer.company,
  machine: transfer.opened?.at ?? null,
  licenses: movingLicenses(transfer.plan),
  openedAt: transfer.openedAt,
  notBefore: transfer.notBefore ?? null,
  cancelable: transfer.cancelable,
})

/** The company's own open drain of a dongle. @throws ApiError `internal-error` where the claim names a transfer that is not there */
export async function findOpenDrain(
  tx: LedgerTx,
  claim: Claim,
  company: CompanyId,
): Promise<DrainingTransfer | undefined> {
  if (claim.open?.company !== company) return undefined
  const open = await tx.transfers.find(claim.open.transfer)
  if (open === undefined)
    throw new ApiError('internal-error', { detail: `${claim.open.transfer} is open and not there` })
  return open.state === 'draining' ? open : undefined
}

/** The highest number a machine was ever given. */
export const newestOf = (
  newest: readonly { machine: LicenseServerId; number: number }[],
  machine: LicenseServerId | null,
): number => newest.find((permit) => permit.machine === machine)?.number ?? 0
