import { attestationBody } from '@undongle/core/dongle/attestation'
import { readingHashOf } from '@undongle/core/dongle/evidence'
import { licenseListSizeBytes } from '@undongle/core/dongle/limits'
import { firstStateBody, nextStateBody } from '@undongle/core/dongle/state'
import { base64url, fromUtf8, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { cancelAct, parseRetire, repeatedCancel, repeatedRetire, retireAct } from './acts.ts'
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
  const asked = parseRetire(document)
  return (
    storage.visit('read', (visit) => repeatedRetire(standing(look(visit).content), asked)) ??
    write(storage, ({ current }) => ({
      body: nextStateBody(current, retireAct(current, asked)),
      before: [{ name: objectNames.order(asked.hash), value: asked.bytes }],
    }))
  )
}

function cancel(storage: DongleStorage, request: CancelRequest): DongleReceipt {
  return (
    storage.visit('read', (visit) => repeatedCancel(standing(look(visit).content), request)) ??
    write(storage, ({ current }) => ({ body: nextStateBody(current, cancelAct(current, request)), before: [] }))
  )
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
