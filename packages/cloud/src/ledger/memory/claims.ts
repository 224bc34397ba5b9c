import type { Assignment, Claim } from '../../transfer/claim-store.ts'
import type { Claims } from '../ledger.ts'
import type { Draft } from './draft.ts'
import { type Facts, withEntry } from './facts.ts'

export function memoryClaims(draft: Draft): Claims {
  const change = (dongle: string, how: (claim: Claim) => Claim) => (facts: Facts) => {
    const known = facts.claims.get(dongle)
    return known === undefined ? facts : { ...facts, claims: withEntry(facts.claims, dongle, how(known)) }
  }
  return {
    async lock({ dongle, generation, stateHash, cancelled }) {
      const unknown: Claim = { ...neverSeen, generation, stateHash, cancelled }
      const claimOf = (facts: Facts) => facts.claims.get(dongle) ?? unknown
      return claimOf(
        await draft.write((facts) => ({ ...facts, claims: withEntry(facts.claims, dongle, claimOf(facts)) })),
      )
    },
    read: (dongle) => draft.read((facts) => facts.claims.get(dongle)),
    async write({ dongle, generation, stateHash, cancelled }, { pinned, open, graceUntil }) {
      await draft.write(
        change(dongle, ({ temporaryGranted, blocked, ...before }) => ({
          generation,
          stateHash,
          pinned,
          open,
          graceUntil,
          temporaryGranted,
          blocked,
          cancelled: cancelled ?? (before.stateHash === stateHash ? before.cancelled : undefined),
        })),
      )
    },
    async block(dongle) {
      await draft.write(change(dongle, (claim) => ({ ...claim, blocked: true })))
    },
    async markTemporaryGranted(dongle) {
      await draft.write(change(dongle, (claim) => ({ ...claim, temporaryGranted: true })))
    },
    async pinAssignment({ serial, dongle }) {
      const pinned = (facts: Facts): Assignment => {
        const known = facts.assignments.get(serial) ?? unassigned
        return { ...known, key: known.key ?? dongle }
      }
      return pinned(
        await draft.write((facts) => ({ ...facts, assignments: withEntry(facts.assignments, serial, pinned(facts)) })),
      )
    },
    readAssignment: (serial) => draft.read((facts) => facts.assignments.get(serial) ?? unassigned),
  }
}

const neverSeen = { pinned: undefined, open: undefined, graceUntil: {}, temporaryGranted: false, blocked: false }
const unassigned: Assignment = { company: null, key: null, enabled: true }
