import type { DrainCertificate } from '@undongle/core/document/certificate'
import type { LicenseServerId } from '@undongle/core/id'
import { decideDrainEnd } from '@undongle/core/permit/decide'
import { livePermits } from '@undongle/core/permit/drain'
import { decidePresent } from '@undongle/core/transfer/present'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { Claim, SeenDongle } from '../transfer/claim-store.ts'
import { keep } from '../transfer/present.ts'
import type { DrainingTransfer, Unsigned } from '../transfer/transfer.ts'
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
  at: { drain: DrainingTransfer; claim: Claim; epochRunning: boolean; now: Date },
): Promise<Progress> {
  const { drain, claim, epochRunning, now } = at
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
      if (drain.certified !== undefined) {
        await finishCertified(tx, drain, drain.certified, claim)
        return { state: 'moved' }
      }
      const certificate = await creditDrain(deps, tx, { transfer: drain, claim, until: null, now })
      if (certificate === undefined) return finishWithout(tx, drain, claim, now)
      const { result, jti } = certificate.claims
      await tx.drains.finish(key, { result, certificate: jti, at: now })
      return { state: 'moved' }
    }
  }
}

/** There is nothing left to move: a certificate that was presented meanwhile has credited it. */
async function finishWithout(tx: LedgerTx, drain: DrainingTransfer, claim: Claim, now: Date): Promise<Progress> {
  const { dongle, line, id } = drain
  const certificate = await tx.transfers.findLineCertificate({ dongle, line })
  const key = { transfer: id, dongle }
  await closeClaim(tx, { dongle, serial: drain.serial, generation: 1, stateHash: '' }, claim)
  if (certificate === undefined) {
    await tx.drains.cancel(key, now)
    return { state: 'cancelled' }
  }
  await tx.drains.finish(key, { result: 'already-moved', certificate, at: now })
  return { state: 'moved' }
}

/** What was certified before a restore is kept as it was signed. */
async function finishCertified(
  tx: LedgerTx,
  drain: DrainingTransfer,
  certificate: Unsigned<DrainCertificate>,
  claim: Claim,
): Promise<void> {
  const { claims } = certificate
  const chains = await tx.custody.readChains(claims.moved.map(({ license }) => license.id))
  const decision = decidePresent(claims, chains)
  const missing = decision.outcome === 'learn' ? decision.missing : new Map()
  await keep(tx, certificate, { claim, transfer: drain, missing })
}

/** The dongle has no open transfer any more. */
export const closeClaim = (tx: LedgerTx, seen: SeenDongle, claim: Claim): Promise<void> =>
  tx.claims.write({ ...seen, generation: claim.generation, stateHash: claim.stateHash }, { ...claim, open: undefined })
