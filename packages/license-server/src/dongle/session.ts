import { orderedPositions } from '@undongle/core/document/order'
import { attestationBody } from '@undongle/core/dongle/attestation'
import { readingHashOf } from '@undongle/core/dongle/evidence'
import { licenseListSizeBytes } from '@undongle/core/dongle/limits'
import { firstStateBody, licenseStateAt, nextStateBody } from '@undongle/core/dongle/state'
import { base64url, fromUtf8, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import type {
  CancelRequest,
  DongleInspection,
  DongleReading,
  DongleReceipt,
  DongleSession,
  KnownState,
} from './driver.ts'
import { DongleError } from './error.ts'
import { look, type Standing, standing } from './look.ts'
import { parseOrder } from './order.ts'
import { inspectContent } from './reading.ts'
import { type DongleStorage, type DongleVisit, objectNames, type StoredObject } from './storage.ts'
import { type Act, commitState, signChecked } from './write.ts'

/**
 * The transfer protocol's acts on any storage of named objects (PROTOCOL, "On a PKCS#11 token, and in the file dongle").
 * Nothing is ever changed in place: generation n+1 is created beside n, looked at again, and only `clean` removes what is
 * lower. A kill at any point leaves n whole, or n+1 whole: the highest whole one is the dongle's state.
 */
export function openSession(storage: DongleStorage): DongleSession {
  return {
    capabilities: async () => storage.visit('read', (visit) => visit.capabilities()),
    identify: async () => storage.visit('read', (visit) => visit.identify()),
    read: async () => storage.visit('read', read),
    inspect: async (known) => storage.visit('read', (visit) => inspect(visit, known)),
    unlock: async (pin) => storage.unlock(pin),
    prove: async (challenge) => storage.visit('write', (visit) => prove(visit, challenge)),
    retire: async (order) => retire(storage, order),
    cancel: async (request) => cancel(storage, request),
    clean: async () => storage.visit('write', clean),
    writeList: async (list) => storage.visit('write', (visit) => writeList(visit, list)),
    close: async () => storage.close(),
  }
}

function read(visit: DongleVisit): DongleReading {
  const { identity, content, states, orders, lists } = look(visit)
  const texts = (objects: StoredObject[]) => objects.map((object) => base64url(object.value))
  return {
    identity,
    complete: content.state !== 'incomplete',
    objects: { states: texts(states), orders: texts(orders), lists: texts(lists) },
  }
}

function inspect(visit: DongleVisit, known: KnownState | undefined): DongleInspection {
  const { content, debris } = look(visit)
  return inspectContent(content, debris.length, known)
}

function prove(visit: DongleVisit, challenge: Parameters<DongleSession['prove']>[0]) {
  const { identity, content } = look(visit)
  const { current, list } = standing(content)
  const { publicKey: key, serial } = identity
  const isReadable = visit.capabilities().grade.class === 'B'
  const state = isReadable ? readingHashOf({ serial, key, list: fromUtf8(list) ?? null }) : current.bodyHash
  const body = attestationBody(key, state, challenge.transfer, challenge.nonce)
  const signature = signChecked(visit, identity, utf8(body))
  visit.confirm()
  return { body, signature: base64url(signature) }
}

/** A repeat is answered from the dongle before a PIN is asked for: the receipt is readable by anybody. */
function retire(storage: DongleStorage, document: string): DongleReceipt {
  const order = parseOrder(document)
  const hash = hashBytes(utf8(document))
  return (
    storage.visit('read', (visit) => repeatedRetire(standing(look(visit).content), hash)) ??
    write(storage, ({ current }) => {
      const { body } = current
      if (order.dongle !== body.dongle) throw new DongleError('order-mismatch', 'made for another dongle')
      if (order.list !== body.list) throw new DongleError('order-mismatch', 'made for another license list')
      expectGeneration(order.generation, body.generation)
      const positions = orderedPositions(order)
      const lines = positions.filter((line) => licenseStateAt(body, line).state === 'on')
      if (lines.length === 0 && positions.length > 0)
        throw new DongleError('order-mismatch', 'nothing it names is on this dongle')
      const { transfer, until } = order
      return {
        body: nextStateBody(current, { act: 'retire', transfer, order: hash, lines, until }),
        before: [{ name: objectNames.order(hash), value: utf8(document) }],
      }
    })
  )
}

function repeatedRetire({ current }: Standing, hash: string): DongleReceipt | undefined {
  const { away, last } = current.body
  const done = away.some((entry) => entry.order === hash) || (last.act === 'retire' && last.order === hash)
  return done ? { value: base64url(current.bytes) } : undefined
}

function cancel(storage: DongleStorage, request: CancelRequest): DongleReceipt {
  return (
    storage.visit('read', (visit) => repeatedCancel(standing(look(visit).content), request)) ??
    write(storage, ({ current }) => {
      const { generation, last } = current.body
      expectGeneration(request.generation, generation)
      if (last.act === 'retire' && (last.transfer === request.transfer || !request.certificateAtHand)) {
        throw new DongleError('order-mismatch', 'the last order was carried out and has no certificate yet')
      }
      return { body: nextStateBody(current, { act: 'cancel', transfer: request.transfer }), before: [] }
    })
  )
}

function repeatedCancel({ current }: Standing, { transfer }: CancelRequest): DongleReceipt | undefined {
  const { last } = current.body
  return last.act === 'cancel' && last.transfer === transfer ? { value: base64url(current.bytes) } : undefined
}

/** One act: read, decide the next body, write it, in one visit. */
function write(storage: DongleStorage, decide: (content: Standing) => Act): DongleReceipt {
  return storage.visit('write', (visit) => {
    const { identity, content } = look(visit)
    const stands = standing(content)
    if (stands.state === 'damaged') throw new DongleError('damaged', 'two states of one generation')
    return commitState(visit, identity, decide(stands))
  })
}

function clean(visit: DongleVisit): number {
  if (visit.capabilities().readOnly) throw new DongleError('read-only')
  const { content, states, orders, lists, debris } = look(visit)
  const { older, debris: broken, state } = standing(content)
  if (state === 'damaged') throw new DongleError('damaged', 'two states of one generation: kept for support')
  const doomed = [
    ...[...older, ...broken.states].map((index) => states[index]),
    ...broken.orders.map((index) => orders[index]),
    ...broken.lists.map((index) => lists[index]),
    ...debris,
  ].filter((object) => object !== undefined)
  for (const object of doomed) visit.destroy(object.handle)
  visit.confirm()
  return doomed.length
}

function writeList(visit: DongleVisit, document: string): DongleReceipt {
  const list = utf8(document)
  if (list.length > licenseListSizeBytes) throw new DongleError('dongle-full', 'the license list is too large')
  const { identity, content } = look(visit)
  if (content.state !== 'incomplete') {
    if (content.current.body.list === hashBytes(list)) return { value: base64url(content.current.bytes) }
    throw new DongleError('order-mismatch', 'this dongle has a license list already')
  }
  if (content.why !== 'no-state') throw new DongleError('incomplete', content.why)
  const before = [{ name: objectNames.list, value: list }]
  return commitState(visit, identity, { body: firstStateBody(identity.publicKey, list), before })
}

function expectGeneration(asked: number, stands: number): void {
  if (asked === stands) return
  throw new DongleError('generation-mismatch', `asked for generation ${asked}, the dongle stands at ${stands}`)
}
