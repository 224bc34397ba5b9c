import { writeDocument } from '@undongle/core/document/jws'
import type { Lease } from '@undongle/core/document/lease'
import type { Permit } from '@undongle/core/document/permit'
import type { LeaseId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { signWith } from '@undongle/core/node/crypto'
import { toSeconds } from '@undongle/core/time'
import type { ReadDongle } from '../dongle/desk.ts'
import type { PermitAnswer } from '../permit/standing.ts'
import type { Identity } from '../sign-in/identity.ts'

/** A license as it may be served from a dongle: what a lease says of it. */
export type ServedLicense = Omit<Permit['licenses'][number], 'metered' | 'onlineOnly'>

/**
 * Finds a product among what a dongle may serve. Class A: what its list names with the vendor's signature and its own state calls on
 * (off wins), unless a permit is needed and leaves it out. Class B: what the permit names, since the dongle can't say what has moved.
 */
export function findServed(
  dongle: ReadDongle,
  answer: PermitAnswer,
  product: string,
  now: Date,
): ServedLicense | undefined {
  if (dongle.shown.state !== 'ready') return undefined
  const permitted = typeof answer.permit === 'object' ? answer.permit.licenses : undefined
  const isReadable = dongle.evidence?.grade.class === 'B'
  if (isReadable) return permitted?.find((license) => license.product === product && !isOff(dongle, license.license))
  const onDongle = dongle.list?.licenses.find((license) => license.product === product && isOn(dongle, license.id, now))
  if (onDongle === undefined) return undefined
  const isLeftOut = permitted !== undefined && !permitted.some(({ license }) => license === onDongle.id)
  return isLeftOut ? undefined : served(onDongle)
}

const served = ({ id, line, product, name, generation, quantity, term }: License): ServedLicense => ({
  license: id,
  line,
  product,
  name,
  generation,
  seats: quantity,
  term,
})

const stateOn = ({ shown }: ReadDongle, id: string) => shown.licenses.find((entry) => entry.license.id === id)

const isOff = (dongle: ReadDongle, id: string): boolean => stateOn(dongle, id)?.state === 'off'

function isOn(dongle: ReadDongle, id: string, now: Date): boolean {
  const entry = stateOn(dongle, id)
  if (entry?.state !== 'until') return entry?.state === 'on'
  return entry.until !== null && Date.parse(entry.until) > now.getTime()
}

/** Signs one seat of a license on a dongle, which this License Server has read just now. */
export function signSeat(
  identity: Identity,
  { license, line, product, name, generation, term }: ServedLicense,
  seat: { readonly id: LeaseId; readonly seq: number; readonly issuedAt: Date; readonly expiresAt: Date },
): string {
  const claims = {
    iss: `urn:undongle:license-server:${identity.jkt}`,
    aud: 'undongle-application',
    jti: seat.id,
    iat: toSeconds(seat.issuedAt),
    nbf: toSeconds(seat.issuedAt),
    exp: toSeconds(seat.expiresAt),
    source: 'dongle',
    company: null,
    machine: identity.id,
    cnf: { jkt: identity.jkt },
    seq: seat.seq,
    prev: null,
    statusVersion: 0,
    licenses: [{ license, line, product, name, generation, seats: 1, term, metered: false, onlineOnly: false }],
  } satisfies Lease
  return writeDocument('lease', identity.jkt, claims, signWith(identity.key))
}
