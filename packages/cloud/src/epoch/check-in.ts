import { ApiError } from '@undongle/core/api/error'
import type { CheckInBody, EpochReply } from '@undongle/core/api/permit'
import { splitDocument } from '@undongle/core/document/jws'
import { type Lease, openLease } from '@undongle/core/document/lease'
import { openPermit, type Permit } from '@undongle/core/document/permit'
import type { Purpose } from '@undongle/core/document/purpose'
import { verifySignature } from '@undongle/core/node/crypto'
import { decideCheckIn } from '@undongle/core/permit/epoch'
import { fromSeconds } from '@undongle/core/time'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { PermitMachine } from '../permit/put-permit.ts'
import type { Unsigned } from '../transfer/transfer.ts'
import { readCurrentEpoch } from './require.ts'

/**
 * A machine says what it holds: it is put on record again, since a restored backup may know nothing of it. From the answer on the machine
 * takes nothing older that it does not hold already.
 *
 * @throws ApiError `document-refused` for anything this cloud did not sign
 */
export async function checkIn(deps: Deps, machine: PermitMachine, body: CheckInBody): Promise<EpochReply> {
  const now = deps.now()
  const permits = new Map(body.permits.map((document) => readPermit(deps, document)))
  const leases = new Map(body.leases.map((document) => readLease(deps, document)))
  const counted = decideCheckIn(machine, { permits: [...permits.keys()], leases: [...leases.keys()] }, now)
  const { epoch, endsAt } = await deps.ledger.inCompany(machine.company, async (tx) => {
    for (const claims of counted.permits) await record(tx, { kid: permits.get(claims) ?? '', claims })
    for (const claims of counted.leases) await keepLease(tx, { kid: leases.get(claims) ?? '', claims })
    const { epoch, startedAt } = await tx.epochs.read()
    // A machine that has not heard of the newest epoch would still take what is on its way from before: it learns, and reports again.
    if (startedAt !== null && body.epoch === epoch) {
      await tx.epochs.checkIn(epoch, machine.licenseServer)
      // The backup counts leases that this machine has renewed or given back since.
      const reported = counted.leases.map(({ jti }) => jti)
      await tx.leases.endUnreported({ machine: machine.licenseServer, reported, issuedBefore: startedAt, at: now })
    }
    return readCurrentEpoch(deps, tx, now)
  })
  return { epoch, endsAt: endsAt?.toISOString() ?? null }
}

async function record(tx: LedgerTx, permit: Unsigned<Permit>): Promise<void> {
  const { dongle, serial } = permit.claims
  await tx.claims.lock({ dongle, serial, generation: 1, stateHash: '' })
  await tx.permits.insert(permit)
}

/** A lease of a license that the backup does not know either has no row to stand in: its contract is imported again first. */
async function keepLease(tx: LedgerTx, lease: Unsigned<Lease>): Promise<void> {
  const { jti, iat } = lease.claims
  const [leased] = lease.claims.licenses
  if (leased === undefined || (await tx.leases.find(jti)) !== undefined) return
  const chains = await tx.custody.readChains([leased.license])
  if (chains.size === 0) return
  // Whose own seat it was nobody knows any more; it is counted all the same.
  await tx.leases.insert([{ lease, held: { as: jti, since: fromSeconds(iat) }, freed: undefined, holder: null }])
}

function readPermit({ keys }: Deps, document: string): [Permit, string] {
  const opened = openPermit(document, keys.believed, verifySignature)
  if (!opened.ok) throw new ApiError('document-refused', { detail: `a permit is ${opened.fault}` })
  return [opened.claims, kidOf(document, 'permit')]
}

function readLease({ keys }: Deps, document: string): [Lease, string] {
  const opened = openLease(document, keys.believed, verifySignature)
  if (!opened.ok) throw new ApiError('document-refused', { detail: `a lease is ${opened.fault}` })
  return [opened.claims, kidOf(document, 'lease')]
}

function kidOf(document: string, purpose: Purpose): string {
  const split = splitDocument(document, purpose)
  return split.ok ? split.document.kid : ''
}
