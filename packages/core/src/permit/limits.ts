import { dayMs, hourMs } from '../time.ts'

/** How long a permit lasts at most, and so how long the cloud can't take back what it once allowed. */
export const permitMs = 10 * dayMs

/** The holder's copy is dead before the cloud's record of it: clocks differ, and a message may have been long on its way. */
export const recordMarginMs = 3 * hourMs

/** A serial is printed on the outside: who has nothing better waits, so that the registered owner can object. */
export const weakProofWaitMs = 72 * hourMs

/** After a restore nobody knows what was given out since the backup: all of it is dead after this time. */
export const epochMs = permitMs + recordMarginMs
