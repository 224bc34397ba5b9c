import { type DongleContent, readDongleContent } from '@undongle/core/dongle/state'
import { verifySignature } from '@undongle/core/node/crypto'
import { DongleError } from './error.ts'
import type { DongleVisit, StoredObject } from './storage.ts'

/** A dongle whose state can be believed. */
export type Standing = Exclude<DongleContent, { state: 'incomplete' }>

/** Reads everything of ours and decides what it means. The dongle is confirmed after the read: a pulled token looks empty. */
export function look(visit: DongleVisit) {
  const identity = visit.identify()
  const objects = visit.objects()
  visit.confirm()
  const ofKind = (kind: StoredObject['kind']) => objects.filter((object) => object.kind === kind)
  const [states, orders, lists, debris] = [ofKind('state'), ofKind('order'), ofKind('list'), ofKind('debris')]
  const values = (found: StoredObject[]) => found.map((object) => object.value)
  const read = { states: values(states), orders: values(orders), lists: values(lists) }
  const content = readDongleContent(read, identity.publicKey, verifySignature)
  return { identity, content, states, orders, lists, debris }
}

export function standing(content: DongleContent): Standing {
  if (content.state === 'incomplete') throw new DongleError('incomplete', content.why)
  return content
}
