import type { ProductLine } from '@undongle/core/api/line'
import type { SupportCase } from '@undongle/core/case/case'
import type { Certificate, CustodyLink } from '@undongle/core/document/certificate'
import type { Order } from '@undongle/core/document/order'
import type { Permit } from '@undongle/core/document/permit'
import type {
  CaseId,
  CertificateId,
  CompanyId,
  LeaseId,
  LicenseId,
  LicenseServerId,
  ResellerId,
  TransferId,
  UserId,
} from '@undongle/core/id'
import type { PublicKey } from '@undongle/core/key'
import type { License, Product } from '@undongle/core/license'
import type { TransferPolicy } from '@undongle/core/policy/policy'
import type { Reseller } from '@undongle/core/reseller'
import type { BoundSeat } from '@undongle/core/seat/binding'
import type { Declaration } from '@undongle/core/transfer/declare'
import type { ResultName } from '@undongle/core/transfer/result'
import type { Repeat } from '../case/store.ts'
import type { Freeze } from '../company/freeze-store.ts'
import type { StoredEpoch } from '../epoch/store.ts'
import type { NewBoundSeat } from '../lease/bound-seats.ts'
import type { NewLease, SeatLicense, StoredFrame, StoredLease, Unreported } from '../lease/store.ts'
import type { HeldLine } from '../license/contract-lines.ts'
import type { OutboxMessage } from '../outbox/store.ts'
import type { OpenDrain, Warning } from '../permit/drain-store.ts'
import type { LivePermit, NewestPermit } from '../permit/store.ts'
import type { Refusal, Waiter } from '../seat/store.ts'
import type { Assignment, Claim, SeenDongle } from '../transfer/claim-store.ts'
import type { CertifiedTransfer, MovedTransfer, Transfer, Unsigned } from '../transfer/transfer.ts'
import type { DongleWaves } from '../wave/read-waves.ts'

/**
 * The facts of the transfer protocol. The protocol touches the database through this and nothing else, so that a simulation
 * runs the same code on the twin in memory; the contract suite (`ledger.contract.ts`) holds both equal.
 */
export interface Ledger {
  /**
   * One transaction for one company. What throws is rolled back; where only the timing was wrong it starts over.
   *
   * @param retryUnique constraints whose violation means only that somebody was first
   */
  inCompany<Result>(
    company: CompanyId,
    work: (tx: LedgerTx) => Promise<Result>,
    retryUnique?: readonly string[],
  ): Promise<Result>
  /** Runs what is written past this ledger, an import or a correction: a contradiction stops the company all the same. */
  watching<Result>(company: CompanyId, run: () => Promise<Result>): Promise<Result>
  /** The drains of every company, oldest transfer first. */
  listOpenDrains(): Promise<OpenDrain[]>
  /** The restores of the database, of whichever company. */
  readEpoch(): Promise<StoredEpoch>
  /** The same again changes nothing. */
  startEpoch(started: { epoch: number; at: Date; endsAt: Date }): Promise<void>
}

/** Statements run in the order in which they are called, also when nobody waits between them. */
export interface LedgerTx {
  /** Ends the transaction together with its last statements; nothing may come after it. */
  commit(): Promise<unknown>
  readonly claims: Claims
  readonly transfers: Transfers
  readonly custody: Custody
  readonly certificates: Certificates
  readonly contract: Contract
  readonly permits: Permits
  readonly drains: Drains
  readonly leases: Leases
  readonly seats: Seats
  readonly epochs: Epochs
  readonly freezes: Freezes
  readonly declarations: Declarations
  readonly cases: Cases
  readonly outbox: Outbox
}

/** What the deployment knows of each dongle, and the vendor's word on it. */
export interface Claims {
  /** Holds the dongle's row to the end, and makes it when the dongle is new: messages about one dongle are decided in turn. */
  lock(seen: SeenDongle): Promise<Claim>
  /** Without holding, for a preview. */
  read(dongle: string): Promise<Claim | undefined>
  write(seen: SeenDongle, claim: Claim): Promise<void>
  /** FORCE: it is never served or ordered again. */
  block(dongle: string, at: Date): Promise<void>
  /** A temporary subscription is granted once per dongle, ever [Q53]. */
  markTemporaryGranted(dongle: string, at: Date): Promise<void>
  /** Reads the vendor's word, and pins the key of a dongle that is seen for the first time. */
  pinAssignment(seen: { serial: string; dongle: string }): Promise<Assignment>
  readAssignment(serial: string): Promise<Assignment>
}

export interface Transfers {
  find(id: TransferId): Promise<Transfer | undefined>
  /** The certificate of the newest finished transfer of this dongle's line. */
  findLineCertificate(dongle: { dongle: string; line: string }): Promise<CertificateId | undefined>
  /** Those of this dongle whose licenses are credited, oldest first. */
  listMoved(dongle: string): Promise<(MovedTransfer | CertifiedTransfer)[]>
  insert(transfer: Transfer): Promise<void>
  /** ORDERED → MOVED. */
  finish(id: TransferId, done: Finished): Promise<void>
  /** ORDERED → MOVED without a receipt: learned from its certificate, or forced. */
  certify(id: TransferId, done: Omit<Finished, 'receipt'>): Promise<void>
  /** Order and receipt of a transfer that only its certificate told of. */
  complete(id: TransferId, whole: Whole): Promise<void>
  /** An order the dongle proved dead: it went on without carrying it out. */
  closeReplaced(id: TransferId, at: Date): Promise<void>
}

export interface Finished {
  readonly result: ResultName
  readonly certificate: CertificateId
  readonly receipt: string
  readonly at: Date
}

/** What makes a transfer provable without the cloud. */
export interface Whole {
  readonly order: Unsigned<Order>
  readonly receipt: string
  readonly key: PublicKey
}

export interface Custody {
  /** The whole chain of each license that has one, oldest link first. */
  readChains(licenses: readonly LicenseId[]): Promise<Map<LicenseId, CustodyLink[]>>
  /** Appends one link to each chain. Two that append the same sequence collide in the primary key. */
  appendLinks(links: ReadonlyMap<LicenseId, CustodyLink>): Promise<void>
}

export interface Certificates {
  /** One for each transfer. */
  insert(certificate: Unsigned<Certificate>): Promise<void>
  read(id: CertificateId): Promise<Unsigned<Certificate>>
  find(id: CertificateId): Promise<Unsigned<Certificate> | undefined>
}

/** A company whose records contradict each other is not written until an operator has looked. */
export interface Freezes {
  isFrozen(): Promise<boolean>
  /** Raises an alert. Whoever is frozen already keeps the first reason. */
  freeze(freeze: Freeze): Promise<void>
  /** @returns whether it was frozen */
  thaw(): Promise<boolean>
}

/** What two operators say where no receipt can prove it. */
export interface Declarations {
  find(transfer: TransferId): Promise<Declaration | undefined>
  /** The first of a transfer stays. */
  insert(declaration: Declaration): Promise<void>
  approve(transfer: TransferId, approved: { by: UserId; at: Date }): Promise<void>
}

/** What support has to look at. */
export interface Cases {
  /** There is at most one of a subject. */
  findOpen(subject: string): Promise<SupportCase | undefined>
  insert(opened: SupportCase): Promise<void>
  /** It came up again. */
  repeat(id: CaseId, again: Repeat): Promise<void>
}

/** What the company is to be told. */
export interface Outbox {
  /** The same id again changes nothing. */
  insert(message: OutboxMessage): Promise<void>
}

/** What the vendor sold, and to whom. */
export interface Contract {
  readLines(): Promise<ProductLine[]>
  /** One version of a line's policy, also where a newer one was published since. */
  findPolicy(asked: { line: string; version: number }): Promise<TransferPolicy | undefined>
  readProducts(ids: readonly string[]): Promise<Map<string, Product>>
  /** The company's lines that a dongle is about: those its contract puts on this serial, and those the dongle names. */
  readContractLines(dongle: { serial: string; ids: readonly LicenseId[] }): Promise<HeldLine[]>
  /** What decides when the lines of a dongle open for the company. */
  readWaves(serial: string): Promise<DongleWaves>
  findReseller(id: ResellerId): Promise<Reseller | undefined>
  /** Which of these licenses are another company's. */
  readForeignOwners(ids: readonly LicenseId[]): Promise<Map<LicenseId, CompanyId>>
  /** @returns undefined for a company without a contract yet */
  findCompanyName(): Promise<string | undefined>
  /** Licenses of a line that are in the company's cloud and still run. */
  countUsable(asked: { line: string; now: Date }): Promise<number>
  /** A license without a contract, with an end [Q53]. */
  grantLicense(granted: GrantedLicense): Promise<void>
}

export interface GrantedLicense {
  readonly id: LicenseId
  /** Product, generation and quantity are its. */
  readonly like: License
  /** Its last day, `2027-01-31`. */
  readonly until: string
}

/** The rights of machines to serve a dongle. */
export interface Permits {
  /** Those of a dongle that were neither given back nor are dead, by machine and number. */
  readLive(dongle: string, now: Date): Promise<LivePermit[]>
  /** The newest of each machine that ever had one for this dongle, given back or not. */
  readNewest(dongle: string): Promise<NewestPermit[]>
  /** When one of this company's machines first had one for the dongle. */
  findFirst(dongle: string): Promise<Date | undefined>
  /** The same number again changes nothing. */
  insert(permit: Unsigned<Permit>): Promise<void>
  giveBack(given: { dongle: string; machine: LicenseServerId; number: number; at: Date }): Promise<void>
}

/** Transfers of readable dongles that wait for permits to end; their rows are `Transfers`. */
export interface Drains {
  /** There is one of a dongle. */
  open(drain: DrainKey): Promise<void>
  /** An alert: somebody moves a dongle whose owner may not know of it. */
  warn(warning: Warning): Promise<void>
  /** DRAIN → MOVED, with everybody who joined it. */
  finish(drain: DrainKey, done: Omit<Finished, 'receipt'>): Promise<void>
  /** DRAIN → FREE, with everybody who joined it. */
  cancel(drain: DrainKey, at: Date): Promise<void>
  /** After a restore: as if nobody had asked. */
  forget(drain: DrainKey): Promise<void>
}
export type DrainKey = Omit<OpenDrain, 'company'>

/** Cloud seats. Whoever decides about one does so behind both locks, licenses first. */
export interface Leases {
  /** The company's licenses of these products that are in the cloud; seats are counted in turn. */
  lockLicenses(products: readonly string[]): Promise<SeatLicense[]>
  /** Those of these leases that are known. */
  lock(ids: readonly LeaseId[]): Promise<Map<LeaseId, StoredLease>>
  /** Seats of leases that are neither given back nor over, by license. */
  readLiveSeats(asked: { products: readonly string[]; now: Date }): Promise<Map<LicenseId, number>>
  find(id: LeaseId): Promise<StoredLease | undefined>
  /** What all leases of this moment say alike. */
  readFrame(): Promise<StoredFrame>
  insert(leases: readonly NewLease[]): Promise<void>
  end(leases: { ids: readonly LeaseId[]; at: Date }): Promise<void>
  /** Ends what a machine does not hold any more, as it says after a restore. */
  endUnreported(told: Unreported): Promise<void>
  /** The newest number of each of these machines that has had a lease, held to the end. */
  lockSequences(machines: readonly LicenseServerId[]): Promise<Map<LicenseServerId, number>>
  /**
   * Counts further leases of each machine.
   *
   * @returns the newest number of each, which only rises
   */
  takeSequences(counts: ReadonlyMap<LicenseServerId, number>): Promise<Map<LicenseServerId, number>>
  /** When the last lease of these licenses ends that is neither given back nor over: it serves in the place of their dongle. */
  findLiveEnd(asked: { ids: readonly LicenseId[]; now: Date }): Promise<Date | undefined>
}

/** Who waits for a seat, and who asked for one in vain. */
export interface Seats {
  /** The queues of these products, in the order in which they are served. */
  readWaiting(products: readonly string[]): Promise<Waiter[]>
  /** Whoever waits already is written over. */
  wait(waiters: readonly Waiter[]): Promise<void>
  leave(leases: readonly LeaseId[]): Promise<void>
  /** One record for each lease that was asked for, however often. */
  refuse(refusals: readonly Refusal[]): Promise<void>
  /** Machines' and persons' own seats of these licenses, and those whom the contract names. */
  readBound(asked: { licenses: readonly LicenseId[]; now: Date }): Promise<BoundSeat[]>
  bind(seats: readonly NewBoundSeat[]): Promise<void>
}

/** The restores of the database, whichever company asks. */
export interface Epochs {
  read(): Promise<StoredEpoch>
  checkIn(epoch: number, machine: LicenseServerId): Promise<void>
  /** Those of these machines that have not checked in. */
  listUnheard(epoch: number, machines: readonly LicenseServerId[]): Promise<readonly LicenseServerId[]>
}
