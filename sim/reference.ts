import type { CustodyLink } from '@undongle/core/document/certificate'
import type { CompanyId, LicenseId } from '@undongle/core/id'
import type { Facts } from '../packages/cloud/src/ledger/memory/facts.ts'
import { listedOn, ownerOf, sales } from './catalog.ts'
import type { Dongle, DongleObject } from './dongle.ts'
import type { JournalWord, LeaseWord, PermitWord } from './journal.ts'

// What PROTOCOL.md promises, said once more without any of its code: this file looks at the dongles, the ledger, the journals and
// what went over the wire from outside, and says what must never be seen there.

/** What one machine has on its disk. */
export interface Kept {
  readonly machine: string
  /** Which of its disks this is: one that was lost is followed by an empty one. */
  readonly disk: number
  readonly transfers: readonly JournalWord[]
  readonly permits: readonly PermitWord[]
  readonly leases: readonly LeaseWord[]
  /** Dongles whose permit it is giving back. */
  readonly givingBack: ReadonlySet<string>
}

/** Everything that is written down at one moment. */
export interface Sight {
  readonly nowMs: number
  readonly facts: Facts
  readonly dongles: readonly Dongle[]
  readonly kept: readonly Kept[]
}

export class Reference {
  readonly #documents = new Map<string, string>()
  readonly #shown = new Map<string, string>()
  readonly #cancelled = new Set<string>()
  readonly #owners = new Map<string, CompanyId>()
  readonly #served = new Map<string, ReadonlyMap<string, number>>()
  /** Until when each dongle was declared to serve beside the cloud, also where a restored cloud has forgotten it. */
  readonly #graces = new Map<string, number>()
  #chains: Facts['chains'] = new Map()

  /** @returns what must not be seen */
  look(sight: Sight): string[] {
    const { facts, dongles, kept } = sight
    this.#seeGraces(facts)
    return [
      ...this.#chainsHold(facts.chains),
      ...this.#ownersStay(facts),
      ...dongles.flatMap((dongle) => (dongle.readOnly ? [] : this.#placesHold(facts.chains, dongle))),
      ...(dongles.some(({ readOnly }) => readOnly) ? permitsHold(sight, this.#graces) : []),
      ...kept.flatMap((of) => [...this.#wordsStand(facts, of), ...this.#neverWithout(sight, of)]),
      ...facts.alerts.map(({ reason }) => `the cloud found its ledger broken: ${reason}`),
    ]
  }

  /** The cloud was put back from a backup: what it knows now is where it goes on from. Documents that it forgot may be made again. */
  restored(facts: Facts): void {
    this.#chains = facts.chains
    this.#documents.clear()
  }

  /** [I4] There is one order and one certificate of a transfer, whoever asks and however often. */
  sawDocument(document: string): string[] {
    const claims = payloadOf(document)
    const name = `${claims.jti === undefined ? 'order' : 'certificate'} ${claims.transfer}`
    const before = this.#documents.get(name)
    this.#documents.set(name, document)
    return before === undefined || before === document ? [] : [`I4: two different documents are the ${name}`]
  }

  #seeGraces({ claims }: Facts): void {
    for (const [dongle, { graceUntil }] of claims)
      for (const [line, seconds] of Object.entries(graceUntil)) {
        const known = this.#graces.get(`${dongle} ${line}`) ?? 0
        this.#graces.set(`${dongle} ${line}`, Math.max(known, seconds * 1000))
      }
  }

  /** [I3] Each debit is the previous credit, nothing is taken back, and only its buyer is ever credited with a license. */
  #chainsHold(chains: Facts['chains']): string[] {
    const before = this.#chains
    this.#chains = chains
    if (chains === before) return []
    return [...chains].flatMap(([license, chain]) => {
      const old = before.get(license) ?? []
      const kept = old.every((link, index) => sameLink(link, chain[index]))
      const linked = chain.every(
        (link, index) => link.sequence === index + 1 && link.debit === (chain[index - 1]?.credit ?? 'vendor'),
      )
      const credits = chain.filter(({ credit }) => credit.startsWith('company:'))
      const owner = ownerOf(license)
      const bought = owner === undefined || credits.every(({ credit }) => credit === `company:${owner}`)
      return [
        ...(kept ? [] : [`I3: the chain of ${license} was changed`]),
        ...(linked ? [] : [`I3: the chain of ${license} does not hold together`]),
        ...(bought && credits.length <= 1 ? [] : [`I1: ${license} was credited twice, or to a stranger`]),
      ]
    })
  }

  /** [I3] The first finished transfer of a dongle decides whose it is. */
  #ownersStay(facts: Facts): string[] {
    return [...facts.certificates.values()].flatMap(({ claims }) => {
      const owner = this.#owners.get(claims.dongle.key) ?? claims.company.id
      this.#owners.set(claims.dongle.key, owner)
      return owner === claims.company.id ? [] : [`I3: ${claims.dongle.serial} moved into two companies`]
    })
  }

  /** [I1] What is credited is off its dongle; [I2] what is off and not credited can be credited, by what the dongle holds. */
  #placesHold(chains: Facts['chains'], dongle: Dongle): string[] {
    const state = newestState(dongle.objects)
    return listedOn(dongle.serial).flatMap(({ id }, position) => {
      const order = state?.away.find(({ lines }) =>
        lines.some(([from, to]) => from <= position && position <= to),
      )?.order
      const credited = isCredited(chains, id)
      // What its owner put back is mended at the end; what is dead serves nobody.
      const isExcused = dongle.wasPutBack || dongle.isDead
      if (credited && order === undefined && !isExcused) return [`I1: ${id} is credited and still on ${dongle.serial}`]
      if (dongle.isDead) return []
      const provable = order === undefined || dongle.objects.some(({ name }) => name === `order-${order}`)
      return provable ? [] : [`I2: ${id} is off ${dongle.serial} and its order is not there`]
    })
  }

  /** [I5] A transfer that has ended stays as it ended, and one that was called cancelled never moves anything. */
  #wordsStand(facts: Facts, { machine, disk, transfers }: Kept): string[] {
    const reopened = transfers.flatMap(({ id, state, open }) => {
      const before = this.#shown.get(`${machine} ${disk} ${id}`)
      if (!open) this.#shown.set(`${machine} ${disk} ${id}`, state)
      if (state === 'cancelled') this.#cancelled.add(id)
      return before === undefined || before === state ? [] : [`I5: ${id} was ${before} and is ${state}`]
    })
    const revived = [...facts.certificates.values()].flatMap(({ claims }) =>
      this.#cancelled.has(claims.transfer) ? [`I5: ${claims.transfer} was cancelled and has a certificate`] : [],
    )
    return [...reopened, ...revived]
  }

  /**
   * [Q91] What a machine may serve is only taken from it in the last hop, by hand, or by its end: never before the cloud has it. What the
   * dongle itself has given away is on its way, whatever a permit says.
   */
  #neverWithout({ facts, nowMs, dongles }: Sight, { machine, disk, permits, transfers, givingBack }: Kept): string[] {
    const name = `${machine} ${disk}`
    const before = this.#served.get(name) ?? new Map<string, number>()
    const after = new Map<string, number>()
    for (const { licenses, dongle, expiresMs } of permits)
      for (const license of licenses) after.set(`${license} ${dongle}`, expiresMs)
    this.#served.set(name, after)
    return [...before].flatMap(([held, expiresMs]) => {
      const [license = '', dongle = ''] = held.split(' ')
      if (after.has(held) || expiresMs <= nowMs || isCredited(facts.chains, license as LicenseId)) return []
      if (dongles.some((candidate) => candidate.thumbprint === dongle && isOff(candidate, license))) return []
      const hops = transfers.some((transfer) => transfer.dongle === dongle && transfer.state === 'giving-back')
      return hops || givingBack.has(dongle) ? [] : [`Q91: ${machine} lost ${license} before the cloud had it`]
    })
  }
}

/** [I1] No machine may serve from a dongle what the cloud has or lends, except in a grace, and not beyond its end. */
function permitsHold({ facts, kept, nowMs }: Sight, graces: ReadonlyMap<string, number>): string[] {
  const onRecord = [...facts.leases.values()].flatMap(({ ended, lease: { claims } }) =>
    ended ? [] : [{ expiresMs: claims.exp * 1000, licenses: claims.licenses.map(({ license }) => license as string) }],
  )
  const live = [...onRecord, ...kept.flatMap(({ leases }) => leases)].filter(({ expiresMs }) => expiresMs > nowMs)
  const lent = new Set(live.flatMap(({ licenses }) => licenses))
  return kept.flatMap(({ machine, permits }) =>
    permits.flatMap(({ licenses, dongle, expiresMs }) =>
      licenses.flatMap((license) => {
        if (expiresMs <= nowMs || !(isCredited(facts.chains, license as LicenseId) || lent.has(license))) return []
        const line = sales.find((sold) => sold.license.id === license)?.license.line ?? ''
        const graceMs = graces.get(`${dongle} ${line}`) ?? 0
        return expiresMs <= graceMs ? [] : [`I1: ${machine} may serve ${license}, and so may the cloud`]
      }),
    ),
  )
}

/** Where every license stands when all faults are over and everybody had time: in the account of its buyer, and off its dongle. */
export function unfinished(facts: Facts, dongles: readonly Dongle[], closed: ReadonlySet<string>): string[] {
  return sales.flatMap(({ license, dongle: serial }) => {
    if (closed.has(license.line)) return []
    const dongle = dongles.find((candidate) => candidate.serial === serial)
    if (dongle === undefined) return []
    if (dongle.readOnly)
      return isCredited(facts.chains, license.id) ? [] : [`L1: ${license.id} of ${serial} never came to its buyer`]
    const off = isOff(dongle, license.id)
    return [
      ...(isCredited(facts.chains, license.id) ? [] : [`L1: ${license.id} of ${serial} never came to its buyer`]),
      ...(off ? [] : [`L1: ${license.id} is still on ${serial}`]),
    ]
  })
}

/** Whether the dongle says that it has given the license away, or never held it. */
function isOff({ serial, objects }: Dongle, license: string): boolean {
  const position = listedOn(serial).findIndex(({ id }) => id === license)
  const away = newestState(objects)?.away ?? []
  return position < 0 || away.some(({ lines }) => lines.some(([from, to]) => from <= position && position <= to))
}

export const isCredited = (chains: Facts['chains'], license: LicenseId): boolean =>
  chains.get(license)?.at(-1)?.credit.startsWith('company:') ?? false

const sameLink = (a: CustodyLink, b: CustodyLink | undefined): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b)

interface State {
  readonly generation: number
  readonly away: readonly {
    readonly lines: readonly [number, number][]
    readonly order: string
    readonly until: number | null
  }[]
}

/** What was read of each dongle's content, which is another array after every write. */
const newest = new WeakMap<readonly DongleObject[], { readonly state: State | undefined }>()

/** The highest whole state; what was torn in writing is no JSON any more. */
function newestState(objects: readonly DongleObject[]): State | undefined {
  const known = newest.get(objects) ?? { state: readNewest(objects) }
  newest.set(objects, known)
  return known.state
}

function readNewest(objects: readonly DongleObject[]): State | undefined {
  const states = objects.flatMap(({ name, value }) => (/^g\d+$/.test(name) ? parsed(value) : []))
  return states.toSorted((a, b) => b.generation - a.generation)[0]
}

const signatureBytes = 64

function parsed(value: Uint8Array): State[] {
  try {
    return [JSON.parse(Buffer.from(value.subarray(0, -signatureBytes)).toString()) as State]
  } catch {
    return []
  }
}

function payloadOf(document: string): { jti?: string; transfer: string } {
  return JSON.parse(Buffer.from(document.split('.')[1] ?? '', 'base64url').toString())
}
