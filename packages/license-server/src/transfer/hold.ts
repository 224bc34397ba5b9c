import type { Attestation } from '@undongle/core/dongle/attestation'
import { atOnce, holdOf, type SeatInUse } from '@undongle/core/transfer/start'
import type { DongleSession } from '../dongle/driver.ts'
import type { Store } from '../journal/store.ts'
import type { JournaledTransfer } from '../journal/transfer.ts'
import { recordConfirmed } from '../journal/transfers.ts'
import type { TransferCloud } from './acts.ts'
import { confirmedOf } from './detail.ts'
import type { WaitingFor } from './next.ts'
import { type RunStates, transferBefore } from './under-way.ts'

export interface HoldDeps {
  readonly store: Store
  readonly cloud: Pick<TransferCloud, 'preview'>
  readonly dongle: (key: string) => Promise<DongleSession>
  /** Who has a seat of what this transfer moves. */
  readonly seatsInUse: (transfer: JournaledTransfer) => SeatInUse[]
  readonly now: () => Date
}

/** What keeps a confirmed transfer from beginning, as the person chose [Q87]. Nothing has been asked for it so far. */
export interface Hold {
  readonly waitingFor: Extract<WaitingFor, 'seats' | 'time'>
  readonly seats: readonly SeatInUse[]
}

/** @returns undefined when it begins */
export function findHold(
  { store, seatsInUse, now }: HoldDeps,
  runner: RunStates,
  transfer: JournaledTransfer,
): Hold | undefined {
  const { start, policy } = confirmedOf(transfer)
  const seats = seatsInUse(transfer)
  // Where one dongle moves at a time, two that were put off to the same hour go one after the other [Q66].
  const isTurn = transferBefore({ store, runner }, policy, transfer) === undefined
  const waitingFor = holdOf(start, { seats: seats.length, isTurn, now: now() })
  return waitingFor && { waitingFor, seats }
}

/**
 * The moment that the person chose: it counts as confirmed now. What the dongle signed when it was put off has grown old, so it signs
 * anew where it can.
 */
export async function begin(deps: HoldDeps, transfer: JournaledTransfer): Promise<void> {
  const { id, line, dongle, planHash } = transfer
  const confirmed = confirmedOf(transfer)
  const { evidence, statement: old } = confirmed
  const statement = old === null ? null : await signAnew()
  recordConfirmed(deps.store, id, { plan: { ...confirmed, statement, start: atOnce }, planHash }, deps.now())

  async function signAnew(): Promise<Attestation | null> {
    const { nonce } = await deps.cloud.preview(line, evidence)
    const session = await deps.dongle(dongle.key).catch(() => undefined)
    return session?.prove({ transfer: id, nonce }).catch(() => null) ?? null
  }
}
