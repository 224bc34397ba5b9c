import type { CanonicalValue } from '@undongle/core/canonical'
import type { Certificate } from '@undongle/core/document/certificate'
import type { Order } from '@undongle/core/document/order'
import type { CertificateId, CompanyId, LicenseServerId, TransferId, UserId } from '@undongle/core/id'
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
  | (TransferFacts &
      (
        | {
            readonly state: 'moved'
            readonly order: Unsigned<Order>
            readonly result: ResultName
            readonly certificate: CertificateId
            readonly receipt: string
            readonly finishedAt: Date
          }
        | {
            readonly state: 'answered'
            readonly result: ResultName
            readonly certificate: CertificateId | undefined
            readonly document: Unsigned | undefined
            readonly finishedAt: Date
          }
      ))

/** ORDERED: only this order, or proof that it is dead, goes on. */
export type OrderedTransfer = TransferFacts & { readonly state: 'ordered'; readonly order: Unsigned<Order> }

export interface TransferFacts {
  readonly id: TransferId
  readonly company: CompanyId
  readonly line: string
  readonly dongle: string
  readonly serial: string
  readonly key: PublicKey
  readonly grade: Certificate['dongle']['grade']
  readonly plan: TransferPlan
  readonly planHash: string
  readonly contact: string
  readonly moved: number
  readonly kept: number
  readonly openedAt: Date
  /** Who asked; nobody where the transfer was learned again from its receipt. */
  readonly opened: { readonly by: UserId; readonly at: LicenseServerId } | undefined
}
