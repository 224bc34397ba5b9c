import type { Facts } from '../packages/cloud/src/ledger/memory/facts.ts'

/**
 * A drain ends (PROTOCOL, class B, step 2): while it is open, nobody but the machine whose transfer opened it gets a newer permit of
 * what it moves. Whoever only joined, or holds one, keeps that one to its end.
 */
export function drainsEnd({ drains, transfers, permits }: Facts): string[] {
  return [...drains.values()].flatMap(({ company, transfer, dongle }) => {
    const drain = transfers.get(`${company} ${transfer}`)
    // One that a restored cloud learned again from its certificate began before the permits which that cloud gave meanwhile.
    const opener = drain?.opened?.at
    if (drain?.state !== 'draining' || opener === undefined) return []
    const moving = drain.plan.licenses.flatMap(({ license, answer }) => (answer === 'moves' ? [license.id] : []))
    const sinceMs = drain.openedAt.getTime() + wholeSecondMs
    return [...permits.values()].flatMap(({ document: { claims } }) => {
      const isNewer = claims.dongle === dongle && claims.company === company && claims.iat * 1000 > sinceMs
      const takesPart = claims.licenses.some(({ license }) => moving.includes(license))
      return isNewer && takesPart && claims.machine !== opener
        ? [`L1: ${claims.machine} got permit ${claims.number} of ${dongle}, which drains`]
        : []
    })
  })
}

/** A permit tells its moment in whole seconds. */
const wholeSecondMs = 1000
