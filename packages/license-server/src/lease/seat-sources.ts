import type { ApiErrorCode } from '@undongle/core/api/errors'
import type { ProductLine } from '@undongle/core/api/line'
import type { DocumentKey } from '@undongle/core/document/jws'
import { dongleNameOf } from '@undongle/core/dongle/name'
import type { License } from '@undongle/core/license'
import { endOfDay } from '@undongle/core/time'
import type { ReadDongle } from '../dongle/desk.ts'
import type { PermitAnswer } from '../permit/standing.ts'
import type { LostDongles } from './block-list.ts'
import { mayServeFromDongle } from './cut-over.ts'
import { findServed, type ServedLicense } from './dongle-seat.ts'
import type { DongleAsk } from './dongle-seats.ts'
import type { WayBack } from './way-back.ts'

/** A license on a dongle from which an ask may be served. */
export interface FoundSource {
  readonly served: ServedLicense
  /** The name of the dongle. */
  readonly dongle: string | null
  /** The end of the permit; null where none is needed. */
  readonly until: Date | null
}

interface Deps {
  readonly lost: Pick<LostDongles, 'isLost'>
  readonly permitFor: (dongle: ReadDongle) => Promise<PermitAnswer>
  readonly wayBack: Pick<WayBack, 'prefersDongle'>
  /** The licenses that the cloud holds for this company, as it last told. */
  readonly credited: () => readonly License[]
  /** Products whose quantity is points, as the cloud last told. */
  readonly metered: () => ReadonlySet<string>
  readonly lines: () => readonly ProductLine[]
  readonly keys: () => readonly DocumentKey[]
  /** A date on a dongle is judged by the clock rules of leases. */
  readonly servingTime: () => Date
  readonly now: () => Date
}

/** Which licenses on the dongles that are plugged in may be served, and why the others may not. */
export class SeatSources {
  readonly #deps: Deps

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** For one group of asks: what is the same for all of them is looked up once, and only if somebody needs it. */
  viewOf(plugged: readonly ReadDongle[]): View {
    return new View(this.#deps, plugged)
  }
}

interface Facts {
  readonly credited: readonly License[]
  readonly metered: ReadonlySet<string>
  readonly lines: readonly ProductLine[]
  readonly time: Date
}

class View {
  readonly #deps: Deps
  readonly #plugged: readonly ReadDongle[]
  readonly #permits = new Map<ReadDongle, Promise<PermitAnswer>>()
  #facts: Facts | undefined

  constructor(deps: Deps, plugged: readonly ReadDongle[]) {
    this.#deps = deps
    this.#plugged = plugged
  }

  /** The first dongle that may serve it, or the reason of the one that came closest. */
  async find(ask: DongleAsk): Promise<FoundSource | ApiErrorCode> {
    let refusal: ApiErrorCode = 'product-unknown'
    for (const dongle of this.#plugged) {
      const source = await this.#sourceOn(dongle, ask)
      if (typeof source === 'object') return this.#check(source, ask) ?? source
      refusal = source ?? refusal
    }
    return refusal
  }

  /** @returns undefined when this dongle has nothing to do with it */
  async #sourceOn(dongle: ReadDongle, { product, which }: DongleAsk): Promise<FoundSource | ApiErrorCode | undefined> {
    if (this.#deps.lost.isLost(dongle.shown.serial)) return mayHold(dongle, product) ? 'dongle-lost' : undefined
    if (which === 'also-credited' && !this.#isPreferred(dongle, product)) return undefined
    const permit = await this.#permitFor(dongle)
    if (permit.permit === 'refused') return mayHold(dongle, product) ? permit.code : undefined
    const served = findServed(dongle, permit, product, { metered: this.#known.metered, now: this.#known.time })
    if (served === undefined) return undefined
    // What the cloud holds is taken from a dongle on the way back only.
    if (which === 'not-credited' && this.#known.credited.some(({ id }) => id === served.license)) return undefined
    const { evidence } = dongle
    return {
      served,
      dongle: evidence === undefined ? null : dongleNameOf(evidence),
      until: 'until' in permit ? permit.until : null,
    }
  }

  #check({ served: { line, term } }: FoundSource, { version }: DongleAsk): ApiErrorCode | undefined {
    const { keys, now } = this.#deps
    // Where the transfer is mandatory, an application no longer runs on a dongle from the cut-over version on [Q04].
    const known = this.#known.lines.find(({ id }) => id === line)
    if (!mayServeFromDongle(known, version, keys(), this.#known.time)) return 'cut-over'
    return term.kind === 'until' && endOfDay(term.until) <= now() ? 'license-ended' : undefined
  }

  #isPreferred(dongle: ReadDongle, product: string): boolean {
    const line = this.#known.credited.find((license) => license.product === product)?.line
    return line !== undefined && this.#deps.wayBack.prefersDongle(dongle, line)
  }

  #permitFor(dongle: ReadDongle): Promise<PermitAnswer> {
    const asked = this.#permits.get(dongle) ?? this.#deps.permitFor(dongle)
    this.#permits.set(dongle, asked)
    return asked
  }

  get #known() {
    const { credited, metered, lines, servingTime } = this.#deps
    this.#facts ??= { credited: credited(), metered: metered(), lines: lines(), time: servingTime() }
    return this.#facts
  }
}

/** Whether a refusal is about this product: a dongle that says what is on it, and does not name it, is not meant. */
const mayHold = ({ shown }: ReadDongle, product: string): boolean =>
  shown.licenses.length === 0 || shown.licenses.some(({ license }) => license.product === product)
