import type { TransferId } from '@undongle/core/id'
import { type JournalPhase, journalPhases } from '@undongle/core/transfer/timeline'
import { z } from 'zod'
import type { Store } from './store.ts'
import type { Json } from './transfer.ts'

export type TransferPhase = JournalPhase

/** One line of a transfer's story. `seq` counts from 1: the id of the server-sent event. */
export interface TransferEvent {
  readonly seq: number
  readonly phase: TransferPhase
  readonly at: Date
  readonly detail: Json
}

/** More than a transfer ever has; a page that missed them all reads on from the last one it got. */
export const eventsPerRead = 1000

const eventRow = z.object({
  seq: z.number(),
  phase: z.enum(journalPhases),
  at: z.number().transform((ms) => new Date(ms)),
  detail: z.string().transform((text): Json => JSON.parse(text)),
})

/**
 * Adds an event, once: the same phase and detail again are still the same news, and retries go on without end.
 *
 * @returns the event's seq
 */
export function appendEvent(
  store: Store,
  transfer: TransferId,
  event: { phase: TransferPhase; detail?: Json },
  at: Date,
): number {
  return store.transaction(() => addEvent(store, transfer, event, at))
}

/** The same, inside the caller's transaction. */
export function addEvent(
  store: Store,
  transfer: TransferId,
  { phase, detail = {} }: { phase: TransferPhase; detail?: Json },
  at: Date,
): number {
  const text = JSON.stringify(detail)
  const last = store.get('select seq, phase, detail from transfer_event where transfer = ? order by seq desc limit 1', [
    transfer,
  ])
  const lastSeq = Number(last?.seq ?? 0)
  if (last?.phase === phase && last.detail === text) return lastSeq
  store.run('insert into transfer_event (transfer, seq, phase, at, detail) values (?, ?, ?, ?, ?)', [
    transfer,
    lastSeq + 1,
    phase,
    at.getTime(),
    text,
  ])
  return lastSeq + 1
}

/** @param lastEventId the seq the page saw last (Last-Event-ID); 0 for all */
export function eventsAfter(store: Store, transfer: TransferId, lastEventId: number): readonly TransferEvent[] {
  return store
    .all('select seq, phase, at, detail from transfer_event where transfer = ? and seq > ? order by seq limit ?', [
      transfer,
      lastEventId,
      eventsPerRead,
    ])
    .map((row) => eventRow.parse(row))
}
