import type { LeaseId } from '../id.ts'
import { hourMs, minuteMs } from '../time.ts'

const renewAfterMs = hourMs
/**
 * So much of a renewal is left to chance, so that a fleet which was answered within minutes after an outage does not come back within minutes
 * an hour later: half an hour's width keeps that second peak below twice the usual load (`npm run bench -- fleet`).
 */
const renewSpread = 0.5
/** And so much of a wait in the queue. */
const waitSpread = 0.2

/**
 * When a machine asks again: an hour later, or half the lease where that is less, and up to half of that earlier by chance. The chance is the id's own,
 * so that the same lease always says the same.
 */
export function renewAfter(lease: { id: LeaseId; issuedAt: Date; expiresAt: Date }): Date {
  const usualMs = Math.min(renewAfterMs, (lease.expiresAt.getTime() - lease.issuedAt.getTime()) / 2)
  return new Date(Math.round(lease.issuedAt.getTime() + usualMs * (1 - renewSpread * chanceOf(lease.id))))
}

/** How long a place in the queue is kept for somebody who does not ask again. */
export const waitingMs = 2 * minuteMs
const askAgainSeconds = 30

/** `Retry-After` for whoever waits for a seat: often enough to keep the place. */
export const askAgainAfterSeconds = (id: LeaseId): number =>
  Math.round(askAgainSeconds * (1 - waitSpread * chanceOf(id)))

/** From 0 up to 1: the last characters of an id are random (RFC 9562). */
function chanceOf(id: LeaseId): number {
  const tail = [...id.slice(-3)]
  return tail.reduce((sum, character) => sum * 32 + base32.indexOf(character), 0) / 32 ** tail.length
}

const base32 = '0123456789abcdefghjkmnpqrstvwxyz'
