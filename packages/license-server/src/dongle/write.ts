import { encodeStateBody, joinStateValue, parseStateValue, type StateBody } from '@undongle/core/dongle/state'
import { base64url, equalBytes } from '@undongle/core/encoding'
import { verifySignature } from '@undongle/core/node/crypto'
import type { DongleIdentity, DongleReceipt } from './driver.ts'
import { DongleError } from './error.ts'
import { type DongleVisit, kindOfName, type NamedObject, objectNames } from './storage.ts'

/** The next state, and the objects it names, which must stand before it does. */
export interface Act {
  body: StateBody
  before: readonly NamedObject[]
}

/** What a stored object costs beyond its value, generously: SoftHSM keeps about 400 bytes of attributes. */
const objectOverheadBytes = 512

/**
 * Writes what the state names, looks at it again, and only then the state: a whole state never names what is not there.
 * The first instant at which the state is wholly readable is the commit point. If the dongle refuses before it, what this
 * call made is taken away again; what stood before is never touched.
 */
export function commitState(visit: DongleVisit, identity: DongleIdentity, { body, before }: Act): DongleReceipt {
  const { readOnly, roomBytes } = visit.capabilities()
  if (readOnly) throw new DongleError('read-only')
  const bodyBytes = encodeStateBody(body)
  const value = joinStateValue(bodyBytes, signChecked(visit, identity, bodyBytes))
  if (parseStateValue(value, identity.publicKey, verifySignature) === undefined) {
    throw new DongleError('dongle-full', 'the next state would be larger than a state may be')
  }
  const state = { name: objectNames.state(body.generation), value }
  expectRoom([...before, state], roomBytes)
  const known = new Set(visit.objects().map((object) => object.handle))
  try {
    for (const object of [...before, state]) createAndCompare(visit, object)
  } catch (error) {
    takeBack(visit, known, state)
    throw error
  }
  visit.confirm()
  return { value: base64url(value) }
}

/** A chip that signs with another key than it shows would write states nobody believes: better to stop before. */
export function signChecked(visit: DongleVisit, identity: DongleIdentity, message: Uint8Array): Uint8Array {
  const signature = visit.sign(message)
  if (verifySignature(identity.publicKey, message, signature)) return signature
  throw new DongleError('damaged', 'the dongle signs with another key than it shows')
}

export function expectRoom(objects: readonly NamedObject[], roomBytes: number | null): void {
  const neededBytes = objects.reduce((sum, object) => sum + object.value.length + objectOverheadBytes, 0)
  if (roomBytes === null || roomBytes >= neededBytes) return
  throw new DongleError('dongle-full', `${neededBytes} bytes needed, ${roomBytes} free`)
}

function createAndCompare(visit: DongleVisit, object: NamedObject): void {
  if (isThere(visit, object)) return
  visit.create(object)
  visit.lookAgain()
  if (isThere(visit, object)) return
  visit.confirm()
  throw new DongleError('dongle-full', `${object.name} was not stored whole`)
}

/** If the state stands whole after all, the act has happened and nothing may be taken back: a repeat finds it. */
function takeBack(visit: DongleVisit, known: ReadonlySet<string>, state: NamedObject): void {
  try {
    visit.lookAgain()
    if (isThere(visit, state)) return
    for (const { handle } of visit.objects()) if (!known.has(handle)) visit.destroy(handle)
  } catch {
    // The dongle is gone or refuses: its leftovers are debris to every reader and go with the next clean.
  }
}

/** Under its own kind of name: the same bytes in a file that was not yet renamed are debris, and the next clean takes them. */
function isThere(visit: DongleVisit, { name, value }: NamedObject): boolean {
  return visit.objects().some((object) => object.kind === kindOfName(name) && equalBytes(object.value, value))
}
