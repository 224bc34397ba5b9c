import { ApiError } from '@undongle/core/api/error'
import type { ApiErrorCode } from '@undongle/core/api/errors'
import type { LocalAnswer } from '@undongle/core/api/local'
import type { LeaseId } from '@undongle/core/id'

export type SeatAnswer = LocalAnswer<'lease.put'>
export interface SeatRequest {
  readonly product: string
  readonly version: string
  /** Who works with it, by their address, where the application says so. */
  readonly user?: string | undefined
  /** Takes a place in the cloud's queue where no seat is free. */
  readonly waits?: boolean | undefined
}

/** Who a seat is for: a node of the network by its id, or this machine; and of either, a person where one is named. */
export type SeatHolder = string
export const thisMachine: SeatHolder = ''

/** Neither an id nor an address has a space in it. */
export const personAt = (machine: SeatHolder, user: string | undefined): SeatHolder =>
  user === undefined ? machine : `${machine} ${user}`
export const machineOf = (holder: SeatHolder): SeatHolder => holder.split(' ', 1)[0] ?? thisMachine
export const userOf = (holder: SeatHolder): string | null => holder.split(' ')[1] ?? null

/** What an application asks for, under the id it holds its seat by. */
export interface SeatAsk extends SeatRequest {
  readonly id: LeaseId
  readonly holder: SeatHolder
}

/** The cloud gave no answer of its own; what it lent before counts. */
export const isOffline = (error: unknown): boolean => error instanceof ApiError && withoutAnswer.includes(error.code)

const withoutAnswer: readonly ApiErrorCode[] = ['cloud-unreachable', 'courier-waiting', 'rate-limited']
