import { writeDocument } from '@undongle/core/document/jws'
import type { Lease } from '@undongle/core/document/lease'
import type { Permit } from '@undongle/core/document/permit'
import type { LeaseId, LicenseServerId } from '@undongle/core/id'
import type { SignMessage } from '@undongle/core/key'
import { type License, seatsOf } from '@undongle/core/license'
import { signWith } from '@undongle/core/node/crypto'
import { toSeconds } from '@undongle/core/time'
import type { ReadDongle } from '../dongle/desk.ts'
import type { PermitAnswer } from '../permit/standing.ts'
import type { Identity, OwnIdentity } from '../sign-in/identity.ts'

/** A license as it may be served from a dongle: what a lease says of it, and how many may have a seat. */
export type ServedLicense = Omit<Permit['licenses'][number], 'onlineOnly'>

/**
 * Finds a product among what a dongle may serve. Class A: what its list names with the vendor's signature and its own state calls on
 * (off wins), unless a permit is needed and leaves it out. Class B: what the permit names, since the dongle can't say what has moved.
 *
 * @param metered products whose quantity is points, as far as the cloud told. A list does not say it: where neither permit nor cloud did, the
 * quantity stays the limit of seats
 */
export function findServed(
  dongle: ReadDongle,
  answer: PermitAnswer,
  product: string,
  { metered, now }: { metered: ReadonlySet<string>; now: Date },
): ServedLicense | undefined {
  if (dongle.shown.state !== 'ready') return undefined
  const permitted = typeof answer.permit === 'object' ? answer.permit.licenses : undefined
  const isReadable = dongle.evidence?.grade.class === 'B'
  if (isReadable) {
    const named = permitted?.find((license) => license.product === product && !isOff(dongle, license.license))
    return named === undefined ? undefined : { ...named, seats: seatsOf(named.seats, named.metered) }
  }
  const onDongle = dongle.list?.licenses.find((license) => license.product === product && isOn(dongle, license.id, now))
  if (onDongle === undefined) return undefined
  const named = permitted?.find(({ license }) => license === onDongle.id)
  if (permitted !== undefined && named === undefined) return undefined
  return served(onDongle, named?.metered ?? metered.has(product))
}

const served = ({ id, line, product, name, generation, quantity, term }: License, metered: boolean): ServedLicense => ({
  license: id,
  line,
  product,
  name,
  generation,
  seats: seatsOf(quantity, metered),
  term,
  metered,
})

const stateOn = ({ shown }: ReadDongle, id: string) => shown.licenses.find((entry) => entry.license.id === id)

const isOff = (dongle: ReadDongle, id: string): boolean => stateOn(dongle, id)?.state === 'off'

function isOn(dongle: ReadDongle, id: string, now: Date): boolean {
  const entry = stateOn(dongle, id)
  if (entry?.state !== 'until') return entry?.state === 'on'
  return entry.until !== null && Date.parse(entry.until) > now.getTime()
}

interface SeatTimes {
  readonly id: LeaseId
  readonly seq: number
  readonly issuedAt: Date
  readonly expiresAt: Date
}

/** Signs seats of licenses on dongles that this License Server has read just now. */
export class SeatSigner {
  readonly #own: OwnIdentity
  #ready: { readonly identity: Identity; readonly sign: SignMessage } | undefined

  constructor(own: OwnIdentity) {
    this.#own = own
  }

  get machine(): LicenseServerId {
    return this.#own.current.id
  }

  sign(
    { license, line, product, name, generation, term, metered }: ServedLicense,
    { id, seq, issuedAt, expiresAt }: SeatTimes,
  ): string {
    const { identity, sign } = this.#withKey()
    const claims = {
      iss: `urn:undongle:license-server:${identity.jkt}`,
      aud: 'undongle-application',
      jti: id,
      iat: toSeconds(issuedAt),
      nbf: toSeconds(issuedAt),
      exp: toSeconds(expiresAt),
      source: 'dongle',
      company: null,
      machine: identity.id,
      cnf: { jkt: identity.jkt },
      seq,
      prev: null,
      statusVersion: 0,
      licenses: [{ license, line, product, name, generation, seats: 1, term, metered, onlineOnly: false }],
    } satisfies Lease
    return writeDocument('lease', identity.jkt, claims, sign)
  }

  /** Importing a key costs more than signing with it: once, until the identity is made anew. */
  #withKey() {
    const identity = this.#own.current
    if (this.#ready?.identity !== identity) this.#ready = { identity, sign: signWith(identity.key) }
    return this.#ready
  }
}
