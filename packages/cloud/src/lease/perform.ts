import { ApiError } from '@undongle/core/api/error'
import type { LeaseReply } from '@undongle/core/api/lease'
import { assert } from '@undongle/core/assert'
import type { LeaseId } from '@undongle/core/id'
import { fromSeconds, hourMs } from '@undongle/core/time'
import type { Deps } from '../deps.ts'
import type { Admission } from './admission.ts'
import type { CheckOut, Machine } from './ask.ts'

const renewAfterMs = hourMs

/**
 * Checks out a seat, or renews one under a new id. The same id again gets the same lease, byte for byte; it is signed after its commit.
 *
 * @throws ApiError `product-unknown`, `license-ended`, `no-seat-free`, `lease-unknown` for an id that was given back or is over
 */
export async function checkOut(
  { keys }: Pick<Deps, 'keys'>,
  admission: Admission,
  machine: Machine,
  asked: CheckOut,
): Promise<LeaseReply> {
  const answer = await admission.ask({ ask: 'check-out', machine, ...asked })
  if (answer.outcome === 'refused') throw new ApiError(answer.code)
  assert(answer.outcome === 'held', 'who checks out is refused or holds a seat')
  const { kid, claims } = answer.lease
  const leaseMs = (claims.exp - claims.iat) * 1000
  const renewAfter = new Date(fromSeconds(claims.iat).getTime() + Math.min(renewAfterMs, leaseMs / 2))
  return { lease: keys.sign('lease', kid, claims), renewAfter: renewAfter.toISOString() }
}

/** Gives a seat back. Whatever was given back before, is over, or never was, is not released again. */
export async function release(admission: Admission, machine: Machine, id: LeaseId): Promise<{ released: boolean }> {
  const answer = await admission.ask({ ask: 'release', machine, id })
  assert(answer.outcome === 'released', 'who gives a seat back is told whether it was out')
  return { released: answer.released }
}
