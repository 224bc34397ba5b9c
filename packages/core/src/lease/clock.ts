import { dayMs, minuteMs } from '../time.ts'

// What time it is on a machine whose clock may be wrong. Two sources are weighed: the wall clock, which anyone can set, and the
// boot clock, which only runs forward, counts suspend, and starts anew at each boot. Anchored to the cloud's signed time they
// bound each other. Rules: PROTOCOL.md, Leases. On a machine its owner controls this deters, it does not prove.

/** What the machine says at one moment. All times in milliseconds. */
export interface ClockReading {
  readonly wallMs: number
  /** Names this boot, or `unknownBoot` where the system has no name for it. */
  readonly bootId: string
  /** Time since boot, suspend included. */
  readonly bootMs: number
}

export const unknownBoot = 'unknown'

/** What is kept, sealed, between two readings. */
export interface ClockState {
  /** The cloud's signed time at the last contact. */
  readonly contactMs: number
  /** How long ago that was at least, by the boot clocks since. */
  readonly sinceContactMs: number
  /** The highest time believed so far, and what the boot clock said at that moment. Never goes back, except by contact. */
  readonly highestMs: number
  readonly bootId: string
  readonly bootMs: number
}

/** The time that leases are judged by. */
export type TrustedTime =
  | { readonly kind: 'trusted'; readonly nowMs: number }
  /** The wall clock is behind: time is counted from the last believed moment on, and the user is warned. */
  | { readonly kind: 'clock-behind'; readonly nowMs: number; readonly behindMs: number }
  /** The wall clock jumped ahead: it counts, but is not stored, so that putting it right brings the lease back. */
  | { readonly kind: 'clock-ahead'; readonly nowMs: number; readonly aheadMs: number; readonly believedMs: number }
  | { readonly kind: 'contact-needed'; readonly reason: 'clock-far-behind' | 'clock-state-unreadable' }

/** Clocks are set right by minutes all the time. */
export const behindToleranceMs = 5 * minuteMs
export const behindLimitMs = dayMs
export const aheadLimitMs = dayMs

/**
 * Tells the time, and what to keep for the next reading.
 *
 * @param state what the last call or contact returned; undefined when it is missing or its seal is broken
 */
export function tellTime(
  state: ClockState | undefined,
  reading: ClockReading,
): { readonly time: TrustedTime; readonly state: ClockState | undefined } {
  if (!state) return { time: { kind: 'contact-needed', reason: 'clock-state-unreadable' }, state: undefined }
  const believedMs = Math.max(state.highestMs + elapsedMs(state, reading), earliestMs(state, reading))
  const aheadMs = reading.wallMs - believedMs
  if (aheadMs < -behindLimitMs) {
    return { time: { kind: 'contact-needed', reason: 'clock-far-behind' }, state: moved(state, believedMs, reading) }
  }
  if (aheadMs < -behindToleranceMs) {
    const time: TrustedTime = { kind: 'clock-behind', nowMs: believedMs, behindMs: -aheadMs }
    return { time, state: moved(state, believedMs, reading) }
  }
  if (aheadMs > aheadLimitMs) {
    const time: TrustedTime = { kind: 'clock-ahead', nowMs: reading.wallMs, aheadMs, believedMs }
    return { time, state: moved(state, believedMs, reading) }
  }
  const nowMs = Math.max(reading.wallMs, believedMs)
  return { time: { kind: 'trusted', nowMs }, state: moved(state, nowMs, reading) }
}

/**
 * Takes over the cloud's signed time: the second source that settles every doubt, so a clock that once ran ahead is forgiven.
 * A time earlier than the boot clocks allow is a replayed message and sets nothing back.
 *
 * @param cloudMs from a message whose signature the caller has verified
 */
export function contactClock(state: ClockState | undefined, reading: ClockReading, cloudMs: number): ClockState {
  if (state && cloudMs < earliestMs(state, reading) - behindToleranceMs) return state
  return { contactMs: cloudMs, sinceContactMs: 0, highestMs: cloudMs, bootId: reading.bootId, bootMs: reading.bootMs }
}

/** The last contact and all the time this machine has certainly run since. */
const earliestMs = (state: ClockState, reading: ClockReading): number =>
  state.contactMs + state.sinceContactMs + elapsedMs(state, reading)

/**
 * The least time that has passed since the state was kept. After a reboot that is the new uptime: how long the machine was off
 * nobody knows, only the wall clock claims to. In one boot a boot clock goes back only when a snapshot is put back.
 */
function elapsedMs(state: ClockState, reading: ClockReading): number {
  const sinceMs = reading.bootMs - state.bootMs
  if (state.bootId === unknownBoot || reading.bootId === unknownBoot) return sinceMs >= 0 ? sinceMs : reading.bootMs
  return state.bootId === reading.bootId ? Math.max(0, sinceMs) : reading.bootMs
}

const moved = (state: ClockState, highestMs: number, reading: ClockReading): ClockState => ({
  contactMs: state.contactMs,
  sinceContactMs: state.sinceContactMs + elapsedMs(state, reading),
  highestMs,
  bootId: reading.bootId,
  bootMs: reading.bootMs,
})
