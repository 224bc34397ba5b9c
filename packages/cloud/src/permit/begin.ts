import type { MoveBody } from '@undongle/core/api/permit'
import { makeId, type TransferId, type UserId } from '@undongle/core/id'
import { type Possession, weighPossession } from '@undongle/core/permit/possession'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { Assignment, Claim } from '../transfer/claim-store.ts'
import type { DecidedPlan } from '../transfer/read-decision.ts'
import type { DrainingTransfer } from '../transfer/transfer.ts'
import { type Asking, factsOf } from '../transfer/write-answer.ts'
import type { CreditedTransfer } from './credit.ts'
import type { Warning } from './drain-store.ts'
import type { PermitMachine } from './put-permit.ts'
import type { ReadableReading, Statement } from './reading.ts'

/** A verified MOVE. */
export interface Moving extends Asking {
  readonly machine: PermitMachine & { readonly user: UserId }
  readonly reading: ReadableReading
  readonly statement: Statement | undefined
  readonly body: MoveBody
}

/** A MOVE with what the contract says to it. */
export interface Begin {
  readonly moving: Moving
  readonly planned: DecidedPlan
  readonly possession: Possession
  readonly claim: Claim
}

export function drainingOf(
  { moving, planned, possession }: Begin,
  how: { joined: TransferId | undefined; notBefore: Date | undefined },
): DrainingTransfer {
  return { ...creditedOf({ moving, planned, possession }, how), state: 'draining', certified: undefined }
}

export const creditedOf = (
  { moving, planned, possession }: Pick<Begin, 'moving' | 'planned' | 'possession'>,
  how: { joined: TransferId | undefined; notBefore: Date | undefined },
): CreditedTransfer => ({
  ...factsOf(moving, planned, planned.sequences.size),
  ...how,
  cancelable: true,
  possession: possession.proof,
  statement: possession.proof === 'signed' ? moving.statement?.attestation : undefined,
})

/** What speaks for it that this company has the dongle. A key counts where the vendor named it: anybody can make one. */
export async function weigh(
  tx: LedgerTx,
  { machine, reading, statement, now }: Moving,
  assignment: Assignment,
): Promise<Possession> {
  const isNamed = assignment.key === reading.dongle || (reading.key !== null && reading.list !== undefined)
  return weighPossession({
    signed: statement?.fresh === true && isNamed,
    assigned: assignment.company === machine.company,
    firstSeenAt: await tx.permits.findFirst(reading.dongle),
    now,
  })
}

/** The registered owner is told by the vendor, who knows him: the cloud only knows that no contract assigns this serial. */
export const warningOf = ({ random }: Deps, { id, reading, machine, now }: Moving, notBefore: Date): Warning => ({
  alert: makeId('alert', now, random),
  detail: `${machine.company} moves the dongle ${reading.serial}, which no contract assigns, by ${id}. Its owner can object until ${notBefore.toISOString()}.`,
  at: now,
})
