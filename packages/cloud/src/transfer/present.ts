import { ApiError } from '@undongle/core/api/error'
import { type Certificate, type CustodyLink, openCertificate } from '@undongle/core/document/certificate'
import { splitDocument } from '@undongle/core/document/jws'
import type { LicenseId } from '@undongle/core/id'
import { verifySignature } from '@undongle/core/node/crypto'
import { fromSeconds } from '@undongle/core/time'
import { decidePresent } from '@undongle/core/transfer/present'
import { learnCorrection } from '../declaration/learn-correction.ts'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import { movedMessages } from '../moved/tell.ts'
import { drainForCertificate, isOfDrain } from '../permit/present-drain.ts'
import type { Claim } from './claim-store.ts'
import { type Learned, transferIn } from './learned.ts'
import type { Transfer, Unsigned } from './transfer.ts'

/**
 * Certificates presented again (PROTOCOL, class A, step 6): a cloud restored from an older backup learns custody, pin and transfer from
 * them. Whoever holds one may bring it, as often as they like; the signature is the authority.
 *
 * @throws ApiError `document-refused` when one of them was not signed by this cloud; then none of them was looked at
 */
export async function presentCertificates(
  deps: Deps,
  documents: readonly string[],
): Promise<{ learned: number; known: number }> {
  const certificates = documents.map((document) => openOwn(deps, document))
  const outcomes: Learned[] = []
  // Oldest first: a later one may continue the chain of an earlier one.
  for (const certificate of certificates.toSorted(olderFirst)) outcomes.push(await learnCertificate(deps, certificate))
  const count = (outcome: Learned) => outcomes.filter((found) => found === outcome).length
  return { learned: count('learned'), known: count('known') }
}

const olderFirst = ({ claims: a }: Unsigned<Certificate>, { claims: b }: Unsigned<Certificate>): number =>
  a.iat - b.iat || longestChain(a) - longestChain(b)

const longestChain = ({ moved }: Certificate): number => Math.max(...moved.map(({ chain }) => chain.length))

function openOwn({ keys }: Deps, document: string): Unsigned<Certificate> {
  const opened = openCertificate(document, keys.believed, verifySignature)
  const split = splitDocument(document, 'certificate')
  if (!opened.ok || !split.ok || opened.claims.iss !== keys.issuer)
    throw new ApiError('document-refused', { detail: opened.ok ? 'another issuer' : opened.fault })
  return { kid: split.document.kid, claims: opened.claims }
}

/** Learns one certificate of this cloud, whole or not at all. */
export function learnCertificate(deps: Deps, { kid, claims }: Unsigned<Certificate>): Promise<Learned> {
  if ('corrected' in claims) return learnCorrection(deps, { kid, claims })
  const certificate = { kid, claims }
  const { company } = claims
  return deps.ledger.inCompany(company.id, (tx) => learn(deps, tx, certificate), ['transfer_pkey', 'custody_pkey'])
}

async function learn(deps: Deps, tx: LedgerTx, certificate: Unsigned<Certificate>): Promise<Learned> {
  const { claims } = certificate
  const seen = { dongle: claims.dongle.key, serial: claims.dongle.serial, ...placeholderOf(certificate) }
  const licenses = claims.moved.map(({ license }) => license.id)
  const [claim, transfer, chains, companyName] = await Promise.all([
    tx.claims.lock(seen),
    tx.transfers.find(claims.transfer),
    tx.custody.readChains(licenses),
    tx.contract.findCompanyName(),
  ])
  if (companyName === undefined) return 'later'
  const decision = decidePresent(claims, chains)
  switch (decision.outcome) {
    case 'later':
      return 'later'
    case 'fork':
      return 'refused'
    case 'learn':
      if (
        isOfDrain(certificate) &&
        (await drainForCertificate(deps, tx, certificate, { claim, seen, known: transfer }))
      )
        return 'later'
      return keep(tx, certificate, { claim, transfer, missing: decision.missing })
    case 'known':
      return keep(tx, certificate, { claim, transfer, missing: new Map() })
  }
}

/** Whatever of a certificate the ledger does not know yet: its links, its transfer, its pin. */
export async function keep(
  tx: LedgerTx,
  certificate: Unsigned<Certificate>,
  known: {
    claim: Claim
    transfer: Transfer | undefined
    missing: ReadonlyMap<LicenseId, readonly CustodyLink[]>
  },
): Promise<'learned' | 'known'> {
  const { claim, transfer, missing } = known
  for (const links of linksInTurn(missing)) await tx.custody.appendLinks(links)
  const isNew = await learnTransfer(tx, transfer, certificate)
  if (isNew) await tellAgain(tx, claim, certificate.claims)
  const isPinned = await learnPin(tx, claim, certificate.claims)
  return missing.size > 0 || isNew || isPinned ? 'learned' : 'known'
}

/**
 * A certificate does not tell at which state number its dongle stands; whoever gave licenses away is past its first. Any other state
 * than this placeholder at that number was put back.
 */
const neverRead = { generation: 1, stateHash: 'known by certificate only' }

/** A dongle that can only be read has no state at all. */
const placeholderOf = (certificate: Unsigned<Certificate>) =>
  isOfDrain(certificate) ? { generation: 1, stateHash: '' } : neverRead

/** One link of each chain at a time, in the order in which they follow. */
function linksInTurn(missing: ReadonlyMap<LicenseId, readonly CustodyLink[]>): Map<LicenseId, CustodyLink>[] {
  const length = Math.max(0, ...[...missing.values()].map((links) => links.length))
  return Array.from(
    { length },
    (_, index) =>
      new Map(
        [...missing].flatMap(([license, links]) => {
          const link = links[index]
          return link === undefined ? [] : [[license, link] as const]
        }),
      ),
  )
}

/** @returns whether the transfer, or its end, had been forgotten */
async function learnTransfer(
  tx: LedgerTx,
  known: Transfer | undefined,
  certificate: Unsigned<Certificate>,
): Promise<boolean> {
  const { claims } = certificate
  const done = { result: claims.result, certificate: claims.jti, at: fromSeconds(claims.iat) }
  if (known === undefined) {
    await tx.transfers.insert(transferIn(claims))
    await tx.certificates.insert(certificate)
    return true
  }
  if (known.state === 'draining') {
    await tx.certificates.insert(certificate)
    await tx.drains.finish({ transfer: known.joined ?? known.id, dongle: known.dongle }, done)
    return true
  }
  if (known.state !== 'ordered') return false
  await tx.certificates.insert(certificate)
  await tx.transfers.certify(known.id, done)
  return true
}

/** The ERP was not put back: it knows the events by their ids, or is told what it missed. */
async function tellAgain(tx: LedgerTx, { graceUntil }: Claim, claims: Certificate): Promise<void> {
  const until = 'possession' in claims ? claims.until : (graceUntil[claims.line] ?? null)
  const end = until === null ? null : fromSeconds(until)
  for (const message of movedMessages(claims, end, fromSeconds(claims.iat))) await tx.outbox.insert(message)
}

/** The first finished transfer pins the dongle; a certificate never takes it from whoever has it. */
async function learnPin(tx: LedgerTx, claim: Claim, claims: Certificate): Promise<boolean> {
  const { dongle, company, jti, transfer, line } = claims
  const isOpen = claim.open?.transfer === transfer
  if (claim.pinned !== undefined && !isOpen) return false
  const seen = { dongle: dongle.key, serial: dongle.serial, generation: claim.generation, stateHash: claim.stateHash }
  await tx.claims.write(seen, {
    ...claim,
    pinned: claim.pinned ?? { company: company.id, certificate: jti },
    open: isOpen ? undefined : claim.open,
    // In a grace both sides may be used until the same date.
    graceUntil:
      'possession' in claims && claims.until !== null
        ? { ...claim.graceUntil, [line]: claims.until }
        : claim.graceUntil,
  })
  return true
}
