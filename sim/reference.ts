import type { CustodyLink } from '@undongle/core/document/certificate'
import type { CompanyId, LicenseId } from '@undongle/core/id'
import type { Facts } from '../packages/cloud/src/ledger/memory/facts.ts'
import { listedOn, ownerOf, sales } from './catalog.ts'
import type { Dongle, DongleObject } from './dongle.ts'

// What PROTOCOL.md promises, said once more without any of its code: this file looks at the dongles, the ledger, the journals and
// what went over the wire from outside, and says what must never be seen there.

/** A journal's word on a transfer. */
export interface Shown {
  readonly machine: string
  readonly transfer: string
  readonly state: string
}

export class Reference {
  readonly #documents = new Map<string, string>()
  readonly #shown = new Map<string, string>()
  readonly #owners = new Map<string, CompanyId>()
  #chains: Facts['chains'] = new Map()

  /** Everything that is written down now. @returns what must not be */
  look(facts: Facts, dongles: readonly Dongle[], shown: readonly Shown[]): string[] {
    return [
      ...this.#chainsHold(facts.chains),
      ...this.#ownersStay(facts),
      ...dongles.flatMap((dongle) => this.#placesHold(facts.chains, dongle)),
      ...shown.flatMap((transfer) => this.#wordsStand(facts, transfer)),
    ]
  }

  /** [I4] There is one order and one certificate of a transfer, whoever asks and however often. */
  sawDocument(document: string): string[] {
    const claims = payloadOf(document)
    const name = `${claims.jti === undefined ? 'order' : 'certificate'} ${claims.transfer}`
    const before = this.#documents.get(name)
    this.#documents.set(name, document)
    return before === undefined || before === document ? [] : [`I4: two different documents are the ${name}`]
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
      const bought = credits.every(({ credit }) => credit === `company:${ownerOf(license)}`)
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
      if (credited && order === undefined) return [`I1: ${id} is credited and still on ${dongle.serial}`]
      const provable = order === undefined || dongle.objects.some(({ name }) => name === `order-${order}`)
      return provable ? [] : [`I2: ${id} is off ${dongle.serial} and its order is not there`]
    })
  }

  /** What was shown as done is done, and a transfer that has ended stays as it ended. */
  #wordsStand(facts: Facts, { machine, transfer, state }: Shown): string[] {
    const name = `${machine} ${transfer}`
    const before = this.#shown.get(name)
    if (before === state) return []
    this.#shown.set(name, state)
    const reopened = before !== undefined && ended.includes(before) ? [`I5: ${name} was ${before} and is ${state}`] : []
    const moved = [...facts.certificates.values()].length > 0
    return state === 'moved' && !moved ? [...reopened, `I1: ${name} is shown as moved and no license is`] : reopened
  }
}

const ended: readonly string[] = ['moved', 'refused', 'cancelled']

/** Where every license stands when all faults are over and everybody had time: in the account of its buyer, and off its dongle. */
export function unfinished(facts: Facts, dongles: readonly Dongle[], closed: ReadonlySet<string>): string[] {
  return sales.flatMap(({ license, dongle: serial }) => {
    if (closed.has(license.line)) return []
    const dongle = dongles.find((candidate) => candidate.serial === serial)
    if (dongle === undefined) return []
    const taking = newestState(dongle.objects)
    const position = listedOn(serial).findIndex(({ id }) => id === license.id)
    const off =
      position < 0 || taking?.away.some(({ lines }) => lines.some(([from, to]) => from <= position && position <= to))
    return [
      ...(isCredited(facts.chains, license.id) ? [] : [`L1: ${license.id} of ${serial} never came to its buyer`]),
      ...(off ? [] : [`L1: ${license.id} is still on ${serial}`]),
    ]
  })
}

const isCredited = (chains: Facts['chains'], license: LicenseId): boolean =>
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

/** The highest whole state; what was torn in writing is no JSON any more. */
export function newestState(objects: readonly DongleObject[]): State | undefined {
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
