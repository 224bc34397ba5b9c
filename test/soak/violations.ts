import { z } from 'zod'
import type { Facts } from './facts.ts'

/** What was sold, and what the dongle itself says of it. */
export interface Sold {
  readonly serial: string
  readonly company: string
  readonly licenses: readonly string[]
  /**
   * Licenses that the dongle no longer gives, or gives only until a date, read after the ledger. Undefined for one that can only be
   * read: nothing on it ever changes.
   */
  readonly away: readonly string[] | undefined
}

/** A certificate that somebody was shown, or that a journal holds. */
export interface Acknowledged {
  readonly transfer: string
  readonly document: string
}

/** True at every moment, whatever is broken just then: one place, one owner, no acknowledged certificate lost. */
export function findViolations(facts: Facts, sold: readonly Sold[], acknowledged: readonly Acknowledged[]): string[] {
  return [
    ...chainViolations(facts),
    ...moveViolations(facts),
    ...permitViolations(facts),
    ...sold.flatMap((dongle) => placeViolations(facts, dongle)),
    ...acknowledged.flatMap((each) => lossViolations(facts, each)),
  ]
}

/** True once everything has come to rest: what is off on a dongle is in the cloud, and no transfer is left half done. */
export function findUnfinished(facts: Facts, sold: readonly Sold[]): string[] {
  const isInCloud = (license: string) => placesOf(facts).get(license)?.startsWith('company:')
  return [
    ...sold.flatMap(({ serial, away }) =>
      (away ?? [])
        .filter((license) => !isInCloud(license))
        .map((license) => `${license} is off on ${serial} and in no cloud`),
    ),
    ...facts.transfers.filter(({ state }) => open.includes(state)).map(({ id, state }) => `${id} is still ${state}`),
  ]
}

/** How many drains had to wait for a permit of another machine than their own. */
export function countSharedDrains({ certificates }: Facts): number {
  const permits = certificates.map(({ claims }) => drainClaims.safeParse(JSON.parse(claims)).data?.permits ?? [])
  return permits.filter((ended) => new Set(ended.map(({ machine }) => machine)).size > 1).length
}

/** The states of a transfer whose licenses are in the cloud: by a receipt, by its certificate brought again, by a drain. */
const credited = ['moved', 'certified', 'drained']
const open = ['ordered', 'draining']

/** Each debit is the credit before it, from the vendor on, without a gap. */
function chainViolations({ custody }: Facts): string[] {
  return [...groupBy(custody, ({ license }) => license)].flatMap(([license, found]) => {
    const links = found.toSorted((a, b) => a.sequence - b.sequence)
    const isWhole = links.every(
      ({ sequence, debit }, index) => sequence === index + 1 && debit === (links[index - 1]?.credit ?? 'vendor'),
    )
    const owners = new Set(links.map(({ company }) => company))
    return [
      ...(isWhole ? [] : [`the chain of ${license} is broken: ${links.map(({ credit }) => credit).join(' → ')}`]),
      ...(owners.size === 1 ? [] : [`${license} stands in the books of ${owners.size} companies`]),
    ]
  })
}

/** A finished transfer has one certificate, and each license that it credited stands in it. */
function moveViolations({ custody, transfers, certificates }: Facts): string[] {
  const byTransfer = groupBy(certificates, ({ transfer }) => transfer)
  const moved = transfers.filter(({ state }) => credited.includes(state))
  const links = groupBy(custody, ({ transfer }) => transfer ?? '')
  const finished = new Set(moved.map(({ id }) => id))
  return [
    ...moved.flatMap(({ id, certificate }) => {
      const found = byTransfer.get(id) ?? []
      if (found.length !== 1 || found[0]?.id !== certificate) return [`${id} has ${found.length} certificates`]
      const claims: { moved: { license: { id: string } }[] } = JSON.parse(found[0].claims)
      const named = new Set(claims.moved.map(({ license }) => license.id))
      const own = links.get(id) ?? []
      const same = own.length === named.size && own.every(({ license }) => named.has(license))
      return same ? [] : [`the certificate of ${id} names other licenses than the ledger`]
    }),
    ...[...links.keys()].filter((id) => id !== '' && !finished.has(id)).map((id) => `${id} credits and is not moved`),
  ]
}

/** What a drain has moved is on its dongle no longer: no machine may use it there by a permit. Within a grace both is as declared. */
function permitViolations(facts: Facts): string[] {
  const ended = drainedOf(facts)
  return facts.permits.flatMap(({ dongle, machine, number, licenses }) =>
    licenses
      .filter((license) => ended.has(license))
      .map((license) => `${license} is in the cloud, and permit ${number} of ${machine} for ${dongle} still covers it`),
  )
}

/** Each license sold is in one place, with its owner; in the cloud only once its dongle has given it away. */
function placeViolations(facts: Facts, { serial, company, licenses, away }: Sold): string[] {
  const places = placesOf(facts)
  const owners = ownersOf(facts)
  return licenses.flatMap((license) => {
    const place = places.get(license)
    if (owners.get(license) !== company) return [`${license} of ${serial} belongs to ${owners.get(license)}`]
    if (place === `dongle:${serial}`) return []
    if (place !== `company:${company}`) return [`${license} of ${serial} is at ${place}`]
    return away?.includes(license) !== false ? [] : [`${license} is in the cloud and still on ${serial}`]
  })
}

function lossViolations(facts: Facts, { transfer, document }: Acknowledged): string[] {
  const claims = Buffer.from(document.split('.')[1] ?? '', 'base64url').toString()
  return claimsOf(facts).has(claims) ? [] : [`the certificate that ${transfer} was answered with is not in the ledger`]
}

const placesOf = remembered(
  ({ custody }) =>
    new Map(custody.toSorted((a, b) => a.sequence - b.sequence).map(({ license, credit }) => [license, credit])),
)
const ownersOf = remembered(({ licenses }) => new Map(licenses.map(({ id, company }) => [id, company])))
const drainClaims = z.object({
  possession: z.unknown(),
  until: z.number().nullable(),
  moved: z.array(z.object({ license: z.object({ id: z.string() }) })),
  permits: z.array(z.object({ machine: z.string() })),
})
/** The licenses that certificates of drained dongles say have moved for good. */
const drainedOf = remembered(({ certificates }) => {
  const claims = certificates.map(({ claims }) => drainClaims.safeParse(JSON.parse(claims)).data)
  const final = claims.filter((each) => each?.possession !== undefined && each.until === null)
  return new Set(final.flatMap((each) => each?.moved.map(({ license }) => license.id) ?? []))
})
const claimsOf = remembered(({ certificates }) => new Set(certificates.map(({ claims }) => claims)))

/** Computed once for each reading of the ledger: thousands of licenses are looked up in it. */
function remembered<Result>(compute: (facts: Facts) => Result): (facts: Facts) => Result {
  const known = new WeakMap<Facts, Result>()
  return (facts) => {
    const found = known.get(facts) ?? compute(facts)
    known.set(facts, found)
    return found
  }
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
