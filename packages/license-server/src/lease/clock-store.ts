import { createHmac, timingSafeEqual } from 'node:crypto'
import {
  type ClockReading,
  type ClockState,
  contactClock,
  type TrustedTime,
  tellTime,
} from '@undongle/core/lease/clock'
import { minuteMs } from '@undongle/core/time'
import { z } from 'zod'
import { readSetting, writeSetting } from '../journal/settings.ts'
import type { Store } from '../journal/store.ts'

/**
 * How far the kept state may lag behind what was told: each write is an fsync, and one boot's clock fills the gap. A crash and a
 * reboot within that minute lose at most it.
 */
export const clockLagMs = minuteMs

/** Tells the time that leases are judged by, and keeps what the next reading needs. */
export function tellMachineTime(store: Store, reading: ClockReading): TrustedTime {
  const sealKey = sealKeyOf(store)
  const kept = sealKey && readState(store, sealKey)
  const { time, state } = tellTime(kept, reading)
  const isNews = kept && state && (state.bootId !== kept.bootId || state.highestMs - kept.highestMs >= clockLagMs)
  if (isNews) writeState(store, sealKey, state)
  return time
}

/**
 * Takes over the cloud's signed time. Only this makes a state where there was none.
 *
 * @param random fills so many bytes with randomness: the seal's key is made at the first contact
 */
export function recordContact(
  store: Store,
  reading: ClockReading,
  cloudMs: number,
  random: (sizeBytes: number) => Uint8Array,
): void {
  const sealKey = sealKeyOf(store) ?? makeSealKey(store, random)
  writeState(store, sealKey, contactClock(readState(store, sealKey), reading, cloudMs))
}

const stateSchema = z.strictObject({
  contactMs: z.int(),
  sinceContactMs: z.int().min(0),
  highestMs: z.int(),
  bootId: z.string(),
  bootMs: z.int().min(0),
}) satisfies z.ZodType<ClockState>

/** @returns undefined when there is none, or when it was changed by something that does not know the key */
function readState(store: Store, sealKey: Buffer): ClockState | undefined {
  const row = store.get('select state, seal from clock')
  if (typeof row?.state !== 'string' || typeof row.seal !== 'string') return undefined
  if (!isSealed(sealKey, row.state, row.seal)) return undefined
  const parsed = stateSchema.safeParse(JSON.parse(row.state))
  return parsed.success ? parsed.data : undefined
}

/** @throws where the state could not be read again: a machine that can't read it has to find the network before it may work */
function writeState(store: Store, sealKey: Buffer, state: ClockState): void {
  const text = JSON.stringify(stateSchema.parse(state))
  store.transaction(() =>
    store.run('insert or replace into clock (only, state, seal) values (1, ?, ?)', [text, sealOf(sealKey, text)]),
  )
}

const sealKeyBytes = 32

/** Stands in the same file: it stops an edit by hand, not the machine's owner (PROTOCOL.md, honest limits). */
function sealKeyOf(store: Store): Buffer | undefined {
  const text = readSetting(store, 'clock-seal-key')
  return text === undefined ? undefined : Buffer.from(text, 'base64url')
}

function makeSealKey(store: Store, random: (sizeBytes: number) => Uint8Array): Buffer {
  const sealKey = Buffer.from(random(sealKeyBytes))
  writeSetting(store, 'clock-seal-key', sealKey.toString('base64url'))
  return sealKey
}

const sealOf = (sealKey: Buffer, text: string): string => createHmac('sha256', sealKey).update(text).digest('base64url')

function isSealed(sealKey: Buffer, text: string, seal: string): boolean {
  const expected = Buffer.from(sealOf(sealKey, text))
  const found = Buffer.from(seal)
  return expected.length === found.length && timingSafeEqual(expected, found)
}
