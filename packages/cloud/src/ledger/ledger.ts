import type { ProductLine } from '@undongle/core/api/cloud'
import type { Certificate, CustodyLink } from '@undongle/core/document/certificate'
import type { CertificateId, CompanyId, LicenseId, TransferId } from '@undongle/core/id'
import type { License, Product } from '@undongle/core/license'
import type { ResultName } from '@undongle/core/transfer/result'
import type { HeldLine } from '../license/contract-lines.ts'
import type { Assignment, Claim, SeenDongle } from '../transfer/claim-store.ts'
import type { Transfer, Unsigned } from '../transfer/transfer.ts'

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
}

/** What the deployment knows of each dongle, and the vendor's word on it. */
export interface Claims {
  /** Holds the dongle's row to the end, and makes it when the dongle is new: messages about one dongle are decided in turn. */
  lock(seen: SeenDongle): Promise<Claim>
  /** Without holding, for a preview. */
  read(dongle: string): Promise<Claim | undefined>
  write(seen: SeenDongle, claim: Claim): Promise<void>
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
  listMoved(dongle: string): Promise<(Transfer & { state: 'moved' })[]>
  insert(transfer: Transfer): Promise<void>
  /** ORDERED → MOVED. */
  finish(id: TransferId, done: Finished): Promise<void>
  /** An order the dongle proved dead: it went on without carrying it out. */
  closeReplaced(id: TransferId, at: Date): Promise<void>
}

export interface Finished {
  readonly result: ResultName
  readonly certificate: CertificateId
  readonly receipt: string
  readonly at: Date
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
}

/** What the vendor sold, and to whom. */
export interface Contract {
  readLines(): Promise<ProductLine[]>
  readProducts(ids: readonly string[]): Promise<Map<string, Product>>
  /** The company's lines that a dongle is about: those its contract puts on this serial, and those the dongle names. */
  readContractLines(dongle: { serial: string; ids: readonly LicenseId[] }): Promise<HeldLine[]>
  /** Which of these licenses are another company's. */
  readForeignOwners(ids: readonly LicenseId[]): Promise<Map<LicenseId, CompanyId>>
  /** @returns undefined for a company without a contract yet */
  findCompanyName(): Promise<string | undefined>
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
