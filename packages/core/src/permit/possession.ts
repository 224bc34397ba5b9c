import { weakProofWaitMs } from './limits.ts'

/** What speaks for it that this company has the dongle. */
export type Possession =
  | { readonly proof: 'signed' | 'assigned' | 'seen' }
  /** Only a serial that nobody knows here: what it moves waits. */
  | { readonly proof: 'waited'; readonly notBefore: Date }

export interface PossessionFacts {
  /** A key that the vendor named signed a fresh statement. */
  readonly signed: boolean
  /** The contract assigns the serial to this company. */
  readonly assigned: boolean
  /** When one of this company's machines first told the cloud of it. */
  readonly firstSeenAt: Date | undefined
  readonly now: Date
}

/** Weighs the proof. A dongle counts as known to the company once it has been seen there as long as a stranger would have to wait. */
export function weighPossession({ signed, assigned, firstSeenAt, now }: PossessionFacts): Possession {
  if (signed) return { proof: 'signed' }
  if (assigned) return { proof: 'assigned' }
  const notBefore = new Date((firstSeenAt ?? now).getTime() + weakProofWaitMs)
  return notBefore <= now ? { proof: 'seen' } : { proof: 'waited', notBefore }
}
