import type { CompanyId, LeaseId, LicenseServerId } from '@undongle/core/id'

export interface Machine {
  readonly company: CompanyId
  readonly licenseServer: LicenseServerId
  readonly jkt: string
}

export interface CheckOut {
  readonly id: LeaseId
  readonly product: string
  readonly previous: LeaseId | null
  /** Takes a place in the queue where no seat is free. */
  readonly waits: boolean
  /** Who works with it, by their address, as the machine says. */
  readonly user: string | null
}

/** What a machine wants of one seat. */
export type SeatAsk =
  | ({ readonly ask: 'check-out'; readonly machine: Machine } & CheckOut)
  | { readonly ask: 'release'; readonly machine: Machine; readonly id: LeaseId }
