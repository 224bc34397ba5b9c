import type { CompanyId, TransferId, UserId } from '../id.ts'
import { dayMs } from '../time.ts'

// What two of the vendor's operators declare where no receipt can prove it: FORCE, and the correction of a transfer.

/** An order never ends by a clock; before this many days nobody may say that its dongle is dead. */
export const forceAfterDays = 14

interface Proposal {
  readonly reason: string
  readonly by: UserId
  readonly at: Date
  /** The second person; undefined while it is only proposed. */
  readonly approved: { readonly by: UserId; readonly at: Date } | undefined
}

/** `transfer` is the forced one, or the correction's own. */
export type Declaration = Proposal & { readonly transfer: TransferId } & (
    | { readonly act: 'force' }
    | {
        readonly act: 'correction'
        readonly corrects: TransferId
        readonly to: CompanyId
        /** The named contact in the other company. */
        readonly contact: string
      }
  )

/** What is known of a transfer that is to be forced. */
export interface ForceQuestion {
  readonly state: 'ordered' | 'other' | undefined
  readonly orderedAt: Date
  /** The dongle's row still waits for this order. */
  readonly isOpen: boolean
  readonly proposal: Declaration | undefined
  readonly operator: UserId
  /** The database was restored, and a machine ever registered has not said since what it holds. No time makes up for that. */
  readonly unheard: boolean
  readonly now: Date
}

type DeclareRefusal =
  | 'transfer-unknown'
  | 'force-refused'
  | 'force-too-early'
  | 'machines-unheard'
  | 'second-person-needed'
  | 'proposal-unknown'

export type DeclareDecision =
  | { readonly outcome: 'go' }
  | { readonly outcome: 'refused'; readonly code: DeclareRefusal }

const refused = (code: DeclareRefusal): DeclareDecision => ({ outcome: 'refused', code })

/** Whether an operator may say that the dongle of this order is dead. A receipt could still come: it would find the forced certificate. */
export function decideForceProposal({ state, isOpen, orderedAt, unheard, now }: ForceQuestion): DeclareDecision {
  if (state === undefined) return refused('transfer-unknown')
  if (state !== 'ordered' || !isOpen) return refused('force-refused')
  // What the restored cloud has forgotten may be the very receipt, in a journal where it never runs out: it would be credited twice.
  if (unheard) return refused('machines-unheard')
  return now.getTime() < orderedAt.getTime() + forceAfterDays * dayMs ? refused('force-too-early') : { outcome: 'go' }
}

/** Whether a second operator may carry it out. */
export function decideForce(question: ForceQuestion): DeclareDecision {
  const proposable = decideForceProposal(question)
  return proposable.outcome === 'go' ? decideSecondPerson(question.proposal, question.operator) : proposable
}

/** Two persons: whoever proposed it can't approve it. */
export function decideSecondPerson(proposal: Declaration | undefined, operator: UserId): DeclareDecision {
  if (proposal === undefined) return refused('proposal-unknown')
  return proposal.by === operator ? refused('second-person-needed') : { outcome: 'go' }
}
