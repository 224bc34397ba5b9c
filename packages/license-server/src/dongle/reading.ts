import { type DongleContent, readDongleContent } from '@undongle/core/dongle/state'
import { fromBase64url } from '@undongle/core/encoding'
import { verifySignature } from '@undongle/core/node/crypto'
import type { DongleInspection, DongleReading, KnownState } from './driver.ts'

/** What a reading means. The parent process asks again for itself: it does not believe a child's summary. */
export function contentOf(reading: DongleReading): DongleContent {
  const { states, orders, lists } = reading.objects
  const objects = { states: states.map(decode), orders: orders.map(decode), lists: lists.map(decode) }
  return readDongleContent(objects, reading.identity.publicKey, verifySignature)
}

/** @param strangers objects of ours that are neither state, order nor list */
export function inspectContent(content: DongleContent, strangers: number, known?: KnownState): DongleInspection {
  if (content.state === 'incomplete') {
    return { state: 'incomplete', generation: 0, last: 'none', transfer: null, leftovers: strangers, rolledBack: false }
  }
  const { body, bodyHash } = content.current
  const { older, debris } = content
  return {
    state: content.state,
    generation: body.generation,
    last: body.last.act,
    transfer: body.last.act === 'made' ? null : body.last.transfer,
    leftovers: older.length + debris.states.length + debris.orders.length + debris.lists.length + strangers,
    rolledBack: known !== undefined && isOlder(known, body.generation, bodyHash),
  }
}

/** An older state put back, or another history of the same length (PROTOCOL, class A, item 8). */
function isOlder(known: KnownState, generation: number, bodyHash: string): boolean {
  return generation < known.generation || (generation === known.generation && bodyHash !== known.bodyHash)
}

/** What is not base64url is no object of ours: it becomes debris. */
const decode = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array(0)
