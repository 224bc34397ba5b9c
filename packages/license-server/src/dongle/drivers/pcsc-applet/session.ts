import { attestationBody } from '@undongle/core/dongle/attestation'
import { readingHashOf } from '@undongle/core/dongle/evidence'
import { licenseListSizeBytes } from '@undongle/core/dongle/limits'
import {
  encodeStateBody,
  firstStateBody,
  nextStateBody,
  readDongleContent,
  type StateAct,
  type StateBody,
} from '@undongle/core/dongle/state'
import { base64url, equalBytes, fromUtf8, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { verifySignature } from '@undongle/core/node/crypto'
import { cancelAct, parseRetire, repeatedCancel, repeatedRetire, retireAct } from '../../acts.ts'
import type { DongleReceipt, DongleSession } from '../../driver.ts'
import { DongleError } from '../../error.ts'
import { type Standing, standing } from '../../look.ts'
import { contentOf, inspectContent } from '../../reading.ts'
import { expectRoom } from '../../write.ts'
import type { Applet } from './applet.ts'
import type { AppletVisits, Visit } from './visits.ts'

/**
 * The protocol's acts, carried out by the applet itself: it makes the next state, signs it and puts it in the place of the old one in one
 * write. So nothing is left over, and no older state can be put back.
 */
export function openAppletSession(visits: AppletVisits): DongleSession {
  return {
    capabilities: async () => visits.read(({ capabilities }) => capabilities),
    identify: async () => visits.read(({ identity }) => identity),
    read: async () => visits.read(({ reading }) => reading),
    inspect: async (known) => visits.read(({ reading }) => inspectContent(contentOf(reading), 0, known)),
    unlock: async (pin) => visits.unlock(pin),
    prove: async (challenge) => visits.write((visit) => prove(visit, challenge)),
    retire: async (document) => {
      const asked = parseRetire(document)
      const repeated = visits.read(({ reading }) => repeatedRetire(standing(contentOf(reading)), asked))
      return repeated ?? act(visits, ({ current }) => retireAct(current, asked), asked.bytes)
    },
    cancel: async (request) => {
      const repeated = visits.read(({ reading }) => repeatedCancel(standing(contentOf(reading)), request))
      return repeated ?? act(visits, ({ current }) => cancelAct(current, request), undefined, request.certificateAtHand)
    },
    clean: async () => visits.read(clean),
    writeList: async (list) => visits.write((visit) => writeList(visit, list)),
    close: async () => visits.close(),
  }
}

function prove({ applet, identity, capabilities, reading }: Visit, challenge: Parameters<DongleSession['prove']>[0]) {
  const { current, list } = standing(contentOf(reading))
  const { publicKey: key, serial } = identity
  const isReadable = capabilities.grade.class === 'B'
  const state = isReadable ? readingHashOf({ serial, key, list: fromUtf8(list) ?? null }) : current.bodyHash
  const body = attestationBody(key, state, challenge.transfer, challenge.nonce)
  const signature = applet.signPresence(isReadable ? 'reading' : 'state', challenge.transfer, challenge.nonce)
  if (!verifySignature(key, utf8(body), signature))
    throw new DongleError('damaged', 'the card signs something else than it was asked for')
  return { body, signature: base64url(signature) }
}

/** Decides from what stands, has the applet do it, and reads what it made of it: it must be the very state that was to come. */
function act(
  visits: AppletVisits,
  decide: (stands: Standing) => StateAct,
  document?: Uint8Array,
  certificateAtHand = false,
): DongleReceipt {
  return visits.write((visit) => {
    expectWritable(visit)
    const stands = standing(contentOf(visit.reading))
    const { generation } = stands.current.body
    const decided = decide(stands)
    if (document !== undefined) {
      expectRoom([{ name: '', value: document }], visit.capabilities.roomBytes)
      visit.applet.load(document)
    }
    if (decided.act === 'retire') visit.applet.retire(generation, decided)
    else visit.applet.cancel({ generation, transfer: decided.transfer, certificateAtHand })
    return receiptOf(visit.applet, visit, nextStateBody(stands.current, decided))
  })
}

function writeList(visit: Visit, document: string): DongleReceipt {
  expectWritable(visit)
  const list = utf8(document)
  if (list.length > licenseListSizeBytes) throw new DongleError('dongle-full', 'the license list is too large')
  const content = contentOf(visit.reading)
  if (content.state !== 'incomplete') {
    if (content.current.body.list === hashBytes(list)) return { value: base64url(content.current.bytes) }
    throw new DongleError('order-mismatch', 'this dongle has a license list already')
  }
  if (content.why !== 'no-state') throw new DongleError('incomplete', content.why)
  visit.applet.load(list)
  visit.applet.writeList(hashBytes(list))
  return receiptOf(visit.applet, visit, firstStateBody(visit.identity.publicKey, list))
}

function receiptOf(applet: Applet, { identity }: Visit, expected: StateBody): DongleReceipt {
  const { state } = applet.contents()
  const whole = readDongleContent(
    { states: state === undefined ? [] : [state], orders: [], lists: [] },
    identity.publicKey,
    verifySignature,
  )
  const body = state?.subarray(0, -64)
  if (state === undefined || body === undefined || !equalBytes(body, encodeStateBody(expected)))
    throw new DongleError('damaged', `the card made another state than it was told to (${whole.state})`)
  return { value: base64url(state) }
}

/** The applet leaves nothing behind. */
function clean(visit: Visit): number {
  expectWritable(visit)
  standing(contentOf(visit.reading))
  return 0
}

function expectWritable({ capabilities }: Visit): void {
  if (capabilities.readOnly) throw new DongleError('read-only')
}
