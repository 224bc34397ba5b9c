import { ApiError } from '@undongle/core/api/error'
import type { PermitReply, PutPermitBody } from '@undongle/core/api/permit'
import type { Permit } from '@undongle/core/document/permit'
import { isReadable, type TransferEvidence } from '@undongle/core/dongle/evidence'
import { licenseStateAt } from '@undongle/core/dongle/state'
import type { CompanyId, LicenseServerId } from '@undongle/core/id'
import type { PublicKey } from '@undongle/core/key'
import type { License } from '@undongle/core/license'
import { decidePermit } from '@undongle/core/permit/decide'
import type { DrainState } from '@undongle/core/permit/drain'
import { toSeconds } from '@undongle/core/time'
import { isRolledBack } from '@undongle/core/transfer/open'
import type { Deps } from '../deps.ts'
import { readCurrentEpoch, requireEpoch } from '../epoch/require.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { SigningKeys } from '../signing/signing-keys.ts'
import type { SeenDongle } from '../transfer/claim-store.ts'
import { verifyEvidence } from '../transfer/evidence.ts'
import { requireKnownKey, requireNotLost } from '../transfer/preview.ts'
import type { Unsigned } from '../transfer/transfer.ts'
import {
  creditedState,
  type DongleLicenses,
  findOpenDrain,
  newestOf,
  readDongleLicenses,
  standingsOf,
} from './dongle-facts.ts'
import { readReadable, readStatement, seenReadable } from './reading.ts'

export interface PermitMachine {
  readonly company: CompanyId
  readonly licenseServer: LicenseServerId
  readonly jkt: string
}

/**
 * Gives a machine the right to serve a dongle, or renews it (PROTOCOL, class B). On record before it is sent: what the cloud does
 * not know of, nobody can wait for.
 */
export async function putPermit(
  deps: Deps,
  machine: PermitMachine,
  dongle: string,
  body: PutPermitBody,
): Promise<PermitReply> {
  const now = deps.now()
  const reading = readDongle(body.evidence, deps.keys)
  if (reading.seen.dongle !== dongle)
    throw new ApiError('reading-malformed', { detail: 'the evidence of another dongle' })
  const { secret } = deps.keys
  readStatement(body.proof, reading, { transfer: null, secret, licenseServer: machine.licenseServer, now })
  const { kid, claims } = await deps.ledger.inCompany(machine.company, (tx) =>
    permit(deps, tx, { machine, reading, body, now }),
  )
  return { permit: deps.keys.sign('permit', kid, claims) }
}

/** A dongle of either class, as far as a permit is about it. */
interface PermittedReading {
  readonly seen: SeenDongle
  readonly key: PublicKey | null
  readonly hash: string
  readonly list: readonly License[] | undefined
  /** What a class A dongle itself says of a license; undefined where it is on. */
  readonly awayState: (license: License, now: Date) => DrainState | undefined
  readonly isReadable: boolean
}

function readDongle(evidence: TransferEvidence, keys: SigningKeys): PermittedReading {
  if (isReadable(evidence)) {
    const { key, hash, list, dongle, serial } = readReadable(evidence, keys)
    return { seen: seenReadable({ dongle, serial }), key, hash, list, awayState: () => undefined, isReadable: true }
  }
  const { dongle, serial, key, state, licenses } = verifyEvidence(evidence, keys)
  const { body, bodyHash } = state
  return {
    seen: { dongle, serial, generation: body.generation, stateHash: bodyHash },
    key,
    hash: bodyHash,
    list: licenses.map(({ license }) => license),
    awayState(license, now) {
      const position = licenses.find((entry) => entry.license.id === license.id)?.position
      const said = position === undefined ? undefined : licenseStateAt(body, position)
      switch (said?.state) {
        case undefined:
        case 'on':
          return undefined
        case 'off':
          return { state: 'moved' }
        case 'until':
          return creditedState(said.until, now)
      }
    },
    isReadable: false,
  }
}

async function permit(
  deps: Deps,
  tx: LedgerTx,
  asked: { machine: PermitMachine; reading: PermittedReading; body: PutPermitBody; now: Date },
): Promise<Unsigned<Permit>> {
  const { machine, reading, body, now } = asked
  const { seen } = reading
  // In one go, the lock first: what is read behind it is as the message before this one left it.
  const [claim, assignment, epoch, live, newest, dongle] = await Promise.all([
    tx.claims.lock(seen),
    tx.claims.readAssignment(seen.serial),
    readCurrentEpoch(deps, tx, now),
    tx.permits.readLive(seen.dongle, now),
    tx.permits.readNewest(seen.dongle),
    readDongleLicenses(tx, { serial: seen.serial, list: reading.list }),
  ])
  requireEpoch(epoch, body.epoch)
  if (claim.blocked) throw new ApiError('dongle-blocked')
  requireNotLost(assignment)
  if (reading.key !== null) requireKnownKey(assignment, { dongle: seen.dongle })
  const standings = standingsOf(dongle, { claim, drain: await findOpenDrain(tx, claim, machine.company), now })
  if (!reading.isReadable) requireUpToDate(claim, reading, standings, now)
  const ids = standings.filter(({ drain }) => drain.state === 'free' || drain.state === 'draining')
  const leasedUntil = await tx.leases.findLiveEnd({ ids: ids.map(({ license }) => license.id), now })
  const decision = decidePermit({
    company: machine.company,
    machine: machine.licenseServer,
    have: body.have,
    newest: newestOf(newest, machine.licenseServer),
    owner: claim.pinned?.company ?? assignment.company,
    licenses: standings.map(({ license, drain }) => ({
      license: license.id,
      drain: reading.awayState(license, now) ?? drain,
    })),
    records: live,
    leasedUntil: leasedUntil ?? null,
    epochRunning: epoch.running,
    now,
  })
  switch (decision.outcome) {
    case 'refused':
      throw new ApiError(decision.code)
    case 'repeat': {
      const known = live.find((record) => record.machine === machine.licenseServer && record.number === decision.number)
      if (known === undefined)
        throw new ApiError('internal-error', { detail: 'a permit that is on record is not there' })
      return known.document
    }
    case 'grant': {
      const granted = new Set(decision.licenses)
      const claims: Permit = {
        iss: deps.keys.issuer,
        aud: 'undongle-license-server',
        iat: toSeconds(now),
        exp: toSeconds(decision.expiresAt),
        company: machine.company,
        machine: machine.licenseServer,
        cnf: { jkt: machine.jkt },
        dongle: seen.dongle,
        serial: seen.serial,
        number: decision.number,
        epoch: epoch.epoch,
        licenses: rightsOf(dongle).filter(({ license }) => granted.has(license)),
      }
      const document = { kid: deps.keys.kidOf('permit'), claims }
      await Promise.all([tx.permits.insert(document), tx.commit()])
      return document
    }
  }
}

/** Class A: a dongle that shows an older state than it had is served by nobody. @throws ApiError `dongle-rolled-back` */
function requireUpToDate(
  claim: Parameters<typeof isRolledBack>[0],
  { seen, awayState }: PermittedReading,
  standings: readonly { license: License; drain: DrainState }[],
  now: Date,
): void {
  const onButCredited = standings.some(
    ({ license, drain }) =>
      (drain.state === 'moved' || drain.state === 'grace') && awayState(license, now) === undefined,
  )
  if (isRolledBack(claim, { ...seen, onButCredited })) throw new ApiError('dongle-rolled-back')
}

const rightsOf = ({ licenses, products }: DongleLicenses): Permit['licenses'] =>
  licenses.map(({ id, line, product, name, generation, quantity, term }) => ({
    license: id,
    line,
    product,
    name,
    generation,
    seats: quantity,
    term,
    metered: products.get(product)?.metered ?? false,
    onlineOnly: products.get(product)?.onlineOnly ?? false,
  }))
