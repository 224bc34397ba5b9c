import type { ProductLine } from '@undongle/core/api/line'
import type { SupportCase } from '@undongle/core/case/case'
import type { Certificate, CustodyLink } from '@undongle/core/document/certificate'
import type { Permit } from '@undongle/core/document/permit'
import type { CompanyId, LicenseId, LicenseServerId } from '@undongle/core/id'
import type { Product } from '@undongle/core/license'
import type { Declaration } from '@undongle/core/transfer/declare'
import type { ContractKind } from '@undongle/core/transfer/plan'
import type { Freeze } from '../../company/freeze-store.ts'
import type { NewBoundSeat } from '../../lease/bound-seats.ts'
import type { StoredLease } from '../../lease/store.ts'
import type { OutboxMessage } from '../../outbox/store.ts'
import type { OpenDrain, Warning } from '../../permit/drain-store.ts'
import type { Refusal, Waiter } from '../../seat/store.ts'
import type { Assignment, Claim } from '../../transfer/claim-store.ts'
import type { Transfer, Unsigned } from '../../transfer/transfer.ts'

/** Everything the ledger holds. Nothing in it ever changes: an old backup is the value as it was. */
export interface Facts {
  readonly lines: ReadonlyMap<string, ProductLine>
  readonly turns: readonly SoldTurn[]
  readonly products: ReadonlyMap<string, Product>
  readonly companies: ReadonlyMap<CompanyId, string>
  /** Why. */
  readonly frozen: ReadonlyMap<CompanyId, string>
  readonly alerts: readonly (Freeze & { readonly company: CompanyId })[]
  /** By serial. */
  readonly assignments: ReadonlyMap<string, Assignment>
  /** By the dongle's name. */
  readonly claims: ReadonlyMap<string, Claim>
  readonly licenses: ReadonlyMap<LicenseId, SoldLicense>
  /** Oldest link first. */
  readonly chains: ReadonlyMap<LicenseId, readonly CustodyLink[]>
  /** By company and id, as `keyOf` makes them. */
  readonly transfers: ReadonlyMap<string, Transfer>
  readonly certificates: ReadonlyMap<string, Unsigned<Certificate>>
  /** By company, dongle, machine and number. */
  readonly permits: ReadonlyMap<string, StoredPermit>
  readonly warnings: readonly Warning[]
  /** By the dongle's name. */
  readonly drains: ReadonlyMap<string, OpenDrain>
  readonly leases: ReadonlyMap<string, StoredLease>
  /** The newest number of each machine's leases. */
  readonly leaseCounters: ReadonlyMap<string, number>
  /** By company and lease. */
  readonly waiters: ReadonlyMap<string, Waiter>
  readonly refusals: ReadonlyMap<string, Refusal>
  /** By company, license and holder. */
  readonly boundSeats: ReadonlyMap<string, NewBoundSeat>
  readonly epochs: readonly StartedEpoch[]
  /** By company and transfer, as `keyOf` makes them. */
  readonly declarations: ReadonlyMap<string, Declaration>
  /** By company and id, as `keyOf` makes them. */
  readonly cases: ReadonlyMap<string, SupportCase>
  /** By company and id. */
  readonly outbox: ReadonlyMap<string, OutboxMessage>
}

export interface StoredPermit {
  readonly document: Unsigned<Permit>
  readonly returnedAt: Date | undefined
}

export interface StartedEpoch {
  readonly epoch: number
  readonly startedAt: Date
  readonly endsAt: Date
  readonly checkedIn: ReadonlySet<LicenseServerId>
}

/** A license as the contract names it; a temporary one has no contract. */
export interface SoldLicense {
  readonly id: LicenseId
  readonly company: CompanyId
  readonly product: string
  readonly generation: string
  readonly quantity: number
  readonly until: string | null
  readonly dongle: string | null
  readonly contract: SoldContract | null
  /** Its named users. */
  readonly users?: readonly string[]
}

interface SoldContract {
  readonly number: string
  readonly kind: ContractKind
  readonly registered: boolean
  readonly resellerConfirmed: boolean
}

/** A dongle that was released, and the moment from which it may move. */
export interface SoldTurn {
  readonly line: string
  readonly serial: string
  readonly at: string
}

/** What a vendor imports, and its first plans. */
export interface Sold {
  readonly lines: readonly ProductLine[]
  readonly products: readonly Product[]
  readonly companies: readonly { readonly id: CompanyId; readonly name: string }[]
  readonly dongles: readonly (Assignment & { readonly serial: string })[]
  readonly licenses: readonly SoldLicense[]
  /** The waves of these lines go step by step. */
  readonly turns?: readonly SoldTurn[]
  /** When it was imported, in seconds. */
  readonly at: number
}

/** The ledger of a cloud right after its first import. */
export function factsOf({ lines, products, companies, dongles, licenses, turns = [], at }: Sold): Facts {
  return {
    lines: new Map(lines.map((line) => [line.id, line])),
    turns,
    products: new Map(products.map((product) => [product.id, product])),
    companies: new Map(companies.map(({ id, name }) => [id, name])),
    frozen: new Map(),
    alerts: [],
    assignments: new Map(dongles.map(({ serial, ...assignment }) => [serial, assignment])),
    claims: new Map(),
    licenses: new Map(licenses.map((license) => [license.id, license])),
    chains: new Map(licenses.map((license) => [license.id, [firstLink(license, at)]])),
    transfers: new Map(),
    certificates: new Map(),
    permits: new Map(),
    warnings: [],
    drains: new Map(),
    leases: new Map(),
    leaseCounters: new Map(),
    waiters: new Map(),
    refusals: new Map(),
    boundSeats: new Map(),
    epochs: [],
    declarations: new Map(),
    cases: new Map(),
    outbox: new Map(),
  }
}

function firstLink({ company, dongle }: SoldLicense, at: number): CustodyLink {
  const credit = dongle === null ? `company:${company}` : `dongle:${dongle}`
  return { sequence: 1, debit: 'vendor', credit, at, transfer: null }
}

export const keyOf = (company: CompanyId, id: string): string => `${company} ${id}`

export const withEntry = <Key, Value>(map: ReadonlyMap<Key, Value>, key: Key, value: Value): ReadonlyMap<Key, Value> =>
  new Map(map).set(key, value)
