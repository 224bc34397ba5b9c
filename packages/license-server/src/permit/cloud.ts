import type {
  CheckInBody,
  EpochReply,
  GiveBackBody,
  GiveBackReply,
  MoveBody,
  MoveReply,
  PermitReply,
  PutPermitBody,
} from '@undongle/core/api/permit'
import type { DocumentKey } from '@undongle/core/document/jws'
import type { TransferId } from '@undongle/core/id'

/** A transfer that waits until no machine may use its dongle any more. */
export interface OpenDrain {
  readonly transfer: TransferId
  readonly dongle: string
}

/** The cloud, as permits and the transfers of readable dongles need it. Every call may be repeated. */
export interface PermitCloud {
  move(transfer: TransferId, body: MoveBody): Promise<MoveReply>
  /** A person calls it off; only while it drains. */
  cancelDrain(transfer: TransferId): Promise<void>
  putPermit(dongle: string, body: PutPermitBody): Promise<PermitReply>
  giveBack(dongle: string, body: GiveBackBody): Promise<GiveBackReply>
  /** The company's transfers that wait for permits. */
  listDrains(): Promise<readonly OpenDrain[]>
  checkIn(body: CheckInBody): Promise<EpochReply>
  /** The keys that are believed. @throws ApiError `cloud-unreachable` when none were ever learned */
  keys(): Promise<readonly DocumentKey[]>
}
