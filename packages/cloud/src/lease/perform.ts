import { ApiError } from '@undongle/core/api/error'
import type { LeaseReply } from '@undongle/core/api/lease'
import { assert } from '@undongle/core/assert'
import type { LeaseId } from '@undongle/core/id'
import { askAgainAfterSeconds, renewAfter } from '@undongle/core/lease/renewal'
import { fromSeconds } from '@undongle/core/time'
import type { Deps } from '../deps.ts'
import type { Admission } from './admission.ts'
import type { CheckOut, Machine } from './ask.ts'
import type { RefusedSeat } from './decide-group.ts'

/**
 * Checks out a seat, or renews one under a new id. The same id again gets the same lease, byte for byte; it is signed after its commit.
 *
 * @throws ApiError `product-unknown`, `license-ended`, `no-seat-free`, with the place in the queue where it waits, `lease-unknown` for an id that was given
 * back or is over, `seat-freed` once to whom an administrator took the seat from
 */
export async function checkOut(
  { keys }: Pick<Deps, 'keys'>,
  admission: Admission,
  machine: Machine,
  asked: CheckOut,
): Promise<LeaseReply> {
  const answer = await admission.ask({ ask: 'check-out', machine, ...asked })
  if (answer.outcome === 'refused') throw refusalOf(answer, asked.id)
  assert(answer.outcome === 'held', 'who checks out is refused or holds a seat')
  const { kid, claims } = answer.lease
  const term = { id: claims.jti, issuedAt: fromSeconds(claims.iat), expiresAt: fromSeconds(claims.exp) }
  return { lease: keys.sign('lease', kid, claims), renewAfter: renewAfter(term).toISOString() }
}

function refusalOf({ code, position }: RefusedSeat, id: LeaseId): ApiError {
  const place = position === undefined ? {} : { position }
  return new ApiError(code, code === 'no-seat-free' ? { ...place, retryAfterSeconds: askAgainAfterSeconds(id) } : {})
}

/** Gives a seat back. Whatever was given back before, is over, or never was, is not released again. */
export async function release(admission: Admission, machine: Machine, id: LeaseId): Promise<{ released: boolean }> {
  const answer = await admission.ask({ ask: 'release', machine, id })
  assert(answer.outcome === 'released', 'who gives a seat back is told whether it was out')
  return { released: answer.released }
}
