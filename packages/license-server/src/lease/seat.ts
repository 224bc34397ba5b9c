import { ApiError } from '@undongle/core/api/error'
import type { LocalAnswer } from '@undongle/core/api/local'
import type { LeaseId } from '@undongle/core/id'

export type SeatAnswer = LocalAnswer<'lease.put'>
export interface SeatRequest {
  readonly product: string
  readonly version: string
}

/** Who a seat is for: a node of the network by its id, or this machine. */
export type SeatHolder = string
export const thisMachine: SeatHolder = ''

/** What an application asks for, under the id it holds its seat by. */
export interface SeatAsk extends SeatRequest {
  readonly id: LeaseId
  readonly holder: SeatHolder
}

/** The cloud gave no answer of its own; what it lent before counts. */
export const isOffline = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === 'cloud-unreachable' || error.code === 'rate-limited')
