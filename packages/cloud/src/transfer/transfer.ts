import type { CanonicalValue } from '@undongle/core/canonical'
import type { Certificate, DrainCertificate, PossessionProof } from '@undongle/core/document/certificate'
import type { Order } from '@undongle/core/document/order'
import type { Attestation } from '@undongle/core/dongle/attestation'
import type { CertificateId, CompanyId, LicenseServerId, TransferId, UserId, WaveId } from '@undongle/core/id'
import type { PublicKey } from '@undongle/core/key'
import type { TransferPlan } from '@undongle/core/transfer/plan'
import type { ResultName } from '@undongle/core/transfer/result'

/** Claims and the key that signs them: the document, before and after it was signed. */
export interface Unsigned<Claims = CanonicalValue> {
  readonly kid: string
  readonly claims: Claims
}

/** A transfer as the cloud keeps it. */
export type Transfer =
  | OrderedTransfer
  | MovedTransfer
  | CertifiedTransfer
  | AnsweredTransfer
  | DrainingTransfer
  | DrainedTransfer

/** ORDERED: only this order, or proof that it is dead, goes on. */
export type OrderedTransfer = TransferFacts & {
  readonly state: 'ordered'
  readonly key: PublicKey
  readonly order: Unsigned<Order>
}

export type MovedTransfer = TransferFacts & {
  readonly state: 'moved'
  readonly key: PublicKey
  readonly order: Unsigned<Order>
  readonly result: ResultName
  readonly certificate: CertificateId
  readonly receipt: string
  readonly finishedAt: Date
}

/**
 * MOVED, by its certificate alone: it was brought again to a cloud that had forgotten the rest, or no dongle ever signed a receipt
 * (FORCE, correction). Who brings order and receipt makes it whole.
 */
export type CertifiedTransfer = TransferFacts & {
  readonly state: 'certified'
  readonly order: Unsigned<Order> | undefined
  readonly result: ResultName
  readonly certificate: CertificateId
  readonly finishedAt: Date
}

export type AnsweredTransfer = TransferFacts & {
  readonly state: 'answered'
  readonly result: ResultName
  readonly certificate: CertificateId | undefined
  readonly document: Unsigned | undefined
  readonly finishedAt: Date
}

/** DRAIN: the permits that are out for what it moves have to end first. */
export type DrainingTransfer = TransferFacts &
  DrainFacts & {
    readonly state: 'draining'
    /** What was certified before the database was put back: it finishes with this very certificate. */
    readonly certified: Unsigned<DrainCertificate> | undefined
  }

/** MOVED, of a dongle that can only be read: there is neither order nor receipt. */
export type DrainedTransfer = TransferFacts &
  DrainFacts & {
    readonly state: 'drained'
    readonly result: ResultName
    readonly certificate: CertificateId
    readonly finishedAt: Date
  }

/** Whether its licenses were credited: it has a certificate of its own. */
export const isCredited = (transfer: Transfer): transfer is MovedTransfer | CertifiedTransfer | DrainedTransfer =>
  transfer.state === 'moved' || transfer.state === 'certified' || transfer.state === 'drained'

export interface DrainFacts {
  /** The open transfer it waits for together with another machine; undefined for the one that opened the drain. */
  readonly joined: TransferId | undefined
  /** A weak proof of possession waits until then. */
  readonly notBefore: Date | undefined
  /** What was certified once can't be taken back. */
  readonly cancelable: boolean
  readonly possession: PossessionProof
  /** What the dongle signed. */
  readonly statement: Attestation | undefined
}

export interface TransferFacts {
  readonly id: TransferId
  readonly company: CompanyId
  readonly line: string
  readonly dongle: string
  readonly serial: string
  /** Null where a dongle that can only be read has none. */
  readonly key: PublicKey | null
  readonly grade: Certificate['dongle']['grade']
  readonly plan: TransferPlan
  readonly planHash: string
  readonly contact: string
  readonly moved: number
  readonly kept: number
  readonly openedAt: Date
  /** Who asked; nobody where the transfer was learned again from its receipt. */
  readonly opened: { readonly by: UserId; readonly at: LicenseServerId } | undefined
  /** The wave that let it in, where its line opens in waves. */
  readonly wave?: WaveId | undefined
}
