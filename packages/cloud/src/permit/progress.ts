import type { LicenseServerId } from '@undongle/core/id'
import { decideDrainEnd } from '@undongle/core/permit/decide'
import { livePermits } from '@undongle/core/permit/drain'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { Claim, SeenDongle } from '../transfer/claim-store.ts'
import type { DrainingTransfer } from '../transfer/transfer.ts'
import { creditDrain } from './credit.ts'
import { drainingStateOf, newestOf } from './dongle-facts.ts'

export interface Holder {
  readonly licenseServer: LicenseServerId
  readonly name: string
  readonly until: Date
}

/** How far a drain has come. */
export type Progress =
  | {
      readonly state: 'draining'
      readonly drain: DrainingTransfer
      readonly holders: readonly Holder[]
      /** What LAST says to the asking machine. */
      readonly last: number | null
      /** No permit for what it moves is out: a provisional lease may serve until the proof has been waited out. */
      readonly idle: boolean
    }
  | { readonly state: 'moved' }
  | { readonly state: 'cancelled' }

/** Takes an open drain as far as it goes: DRAIN → MOVED in this transaction, where nothing is waited for any more. */
export async function progressDrain(
  deps: Deps,
  tx: LedgerTx,
  at: { drain: DrainingTransfer; claim: Claim; seen: SeenDongle; epochRunning: boolean; now: Date },
): Promise<Progress> {
  const { drain, claim, seen, epochRunning, now } = at
  const state = drainingStateOf(drain)
  const [records, newest] = await Promise.all([
    tx.permits.readLive(drain.dongle, now),
    tx.permits.readNewest(drain.dongle),
  ])
  const end = decideDrainEnd(state, { records, newest: newestOf(newest, state.machine), epochRunning, now })
  const idle = !epochRunning && livePermits(records, state.licenses, now).length === 0
  switch (end.outcome) {
    case 'last':
      return { state: 'draining', drain, holders: [], last: end.number, idle }
    case 'wait': {
      const holders = end.holders.map(({ machine, until }) => ({
        licenseServer: machine,
        name: records.find((record) => record.machine === machine)?.name ?? machine,
        until,
      }))
      return { state: 'draining', drain, holders, last: null, idle }
    }
    case 'finish': {
      const key = { transfer: drain.id, dongle: drain.dongle }
      const certificate = await creditDrain(deps, tx, { transfer: drain, claim, until: null, now })
      if (certificate === undefined) {
        // Somebody else was credited meanwhile, by a certificate that was presented: there is nothing left to move.
        await Promise.all([tx.drains.cancel(key, now), closeClaim(tx, seen, claim)])
        return { state: 'cancelled' }
      }
      const { result, jti } = certificate.claims
      await tx.drains.finish(key, { result, certificate: jti, at: now })
      return { state: 'moved' }
    }
  }
}

/** The dongle has no open transfer any more. */
export const closeClaim = (tx: LedgerTx, seen: SeenDongle, claim: Claim): Promise<void> =>
  tx.claims.write({ ...seen, generation: claim.generation, stateHash: claim.stateHash }, { ...claim, open: undefined })
