import { ApiError } from '@undongle/core/api/error'
import { type DongleEvidence, isReadable, type TransferEvidence } from '@undongle/core/dongle/evidence'
import { readDongleContent } from '@undongle/core/dongle/state'
import { base64url, fromBase64url, fromUtf8 } from '@undongle/core/encoding'
import { verifySignature } from '@undongle/core/node/crypto'
import type { DongleCapabilities, DongleReading, DongleSession } from '../dongle/driver.ts'
import type { Standing } from '../dongle/look.ts'

/**
 * Reads a dongle and puts together what the cloud needs to know, byte for byte.
 *
 * @throws ApiError `dongle-incomplete`, `dongle-damaged`; a DongleError when it was pulled or swapped meanwhile
 */
export async function readEvidence(
  session: DongleSession,
  driver: TransferEvidence['driver'],
): Promise<TransferEvidence> {
  const [reading, capabilities] = [await session.read(), await session.capabilities()]
  const content = contentOf(reading)
  if (content.state === 'damaged') throw new ApiError('dongle-damaged')
  if (content.state === 'incomplete') throw new ApiError('dongle-incomplete', { detail: content.why })
  return evidenceOf(reading, content, { grade: capabilities.grade, driver })
}

/** The same of what was read already. @throws ApiError `dongle-incomplete` where what should be text is none */
export function evidenceOf(
  { identity: { publicKey: key, serial } }: DongleReading,
  content: Standing,
  { grade, driver }: Pick<DongleCapabilities, 'grade'> & Pick<TransferEvidence, 'driver'>,
): TransferEvidence {
  const list = textOf(content.list)
  if (isOfClassB(grade)) return { serial, key, list, driver, grade }
  const orders = [...content.orders.values()].map(textOf)
  return { serial, key, state: base64url(content.current.bytes), list, orders, driver, grade: { ...grade, class: 'A' } }
}

/** The same of a dongle that was of class A when its transfer began. @throws ApiError `dongle-read-only` when it can no longer be written */
export async function readStatedEvidence(
  session: DongleSession,
  driver: TransferEvidence['driver'],
): Promise<DongleEvidence> {
  const evidence = await readEvidence(session, driver)
  if (isReadable(evidence)) throw new ApiError('dongle-read-only')
  return evidence
}

type Grade = DongleCapabilities['grade']

const isOfClassB = (grade: Grade): grade is Grade & { class: 'B' } => grade.class === 'B'

/** What a reading means, decided again on this side of the process boundary. */
export function contentOf({ identity, objects }: DongleReading) {
  const bytes = (texts: readonly string[]) => texts.map((text) => fromBase64url(text) ?? new Uint8Array())
  const raw = { states: bytes(objects.states), orders: bytes(objects.orders), lists: bytes(objects.lists) }
  return readDongleContent(raw, identity.publicKey, verifySignature)
}

function textOf(document: Uint8Array): string {
  const text = fromUtf8(document)
  if (text === undefined) throw new ApiError('dongle-incomplete', { detail: 'a document that is no text' })
  return text
}
