import type { Certificate, DrainCertificate } from '@undongle/core/document/certificate'
import { livePermits } from '@undongle/core/permit/drain'
import { fromSeconds } from '@undongle/core/time'
import type { Deps } from '../deps.ts'
import { readCurrentEpoch } from '../epoch/require.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { Claim, SeenDongle } from '../transfer/claim-store.ts'
import { transferIn } from '../transfer/learned.ts'
import type { Transfer, Unsigned } from '../transfer/transfer.ts'

export const isOfDrain = (certificate: Unsigned<Certificate>): certificate is Unsigned<DrainCertificate> =>
  'possession' in certificate.claims

/**
 * A certificate of class B that is brought after the restore epoch: the database had forgotten the transfer, and has given out permits
 * since. Those end first; the drain that waits for them can't be cancelled, and finishes with this very certificate.
 *
 * @returns whether it has to wait
 */
export async function drainForCertificate(
  deps: Deps,
  tx: LedgerTx,
  { claims, kid }: Unsigned<DrainCertificate>,
  at: { claim: Claim; seen: SeenDongle; known: Transfer | undefined },
): Promise<boolean> {
  const now = deps.now()
  const [epoch, records] = await Promise.all([
    readCurrentEpoch(deps, tx, now),
    tx.permits.readLive(claims.dongle.key, now),
  ])
  // In the epoch no permit is given out, and those from before it ended with the transfer.
  if (epoch.running) return false
  const moved = claims.moved.map(({ license }) => license.id)
  const until = claims.until === null ? undefined : fromSeconds(claims.until)
  const outlasting = livePermits(records, moved, now).filter(
    ({ expiresAt }) => until === undefined || expiresAt > until,
  )
  if (outlasting.length === 0) return false
  if (at.known !== undefined || at.claim.open !== undefined) return true
  const {
    state: _state,
    order: _order,
    result: _result,
    certificate: _certificate,
    finishedAt: _at,
    ...facts
  } = transferIn(claims)
  await Promise.all([
    tx.transfers.insert({
      ...facts,
      state: 'draining',
      joined: undefined,
      notBefore: undefined,
      cancelable: false,
      possession: claims.possession.proof,
      statement: undefined,
      certified: { kid, claims },
    }),
    tx.drains.open({ transfer: claims.transfer, dongle: claims.dongle.key }),
    tx.claims.write(
      { ...at.seen, generation: at.claim.generation, stateHash: at.claim.stateHash },
      {
        ...at.claim,
        open: { transfer: claims.transfer, company: claims.company.id, generation: at.claim.generation },
      },
    ),
  ])
  return true
}
