import { ApiError } from '@undongle/core/api/error'
import type { CorrectedCertificate } from '@undongle/core/document/certificate'
import type { LicenseId, TransferId } from '@undongle/core/id'
import { fromSeconds } from '@undongle/core/time'
import { decidePresent } from '@undongle/core/transfer/present'
import { findCertificate, insertCertificate } from '../certificate/store.ts'
import { isFrozen } from '../company/freeze-store.ts'
import { findCompanyName } from '../company/store.ts'
import { appendLinks, readChains } from '../custody/store.ts'
import { setCompany, type Tx } from '../db/pool.ts'
import { type Deps, inCompany } from '../deps.ts'
import { insertMessage } from '../outbox/store.ts'
import type { Learned } from '../transfer/learned.ts'
import { transferIn } from '../transfer/learned.ts'
import { findTransfer, insertTransfer } from '../transfer/store.ts'
import type { Unsigned } from '../transfer/transfer.ts'
import { holdCorrection } from './hold-correction.ts'
import { approveDeclaration, insertDeclaration } from './store.ts'
import { takeOver } from './take-over.ts'
import { correctionMessages } from './tell.ts'

/**
 * A correction that a restored backup has forgotten, from its certificate. What the dongle gave away is learned from the certificate of
 * that transfer: until it has been brought too, this one comes too early.
 *
 * @throws ApiError `company-frozen` where one of the two companies is
 */
export function learnCorrection(deps: Deps, certificate: Unsigned<CorrectedCertificate>): Promise<Learned> {
  const { from } = certificate.claims.corrected
  const work = (tx: Tx) => learn(deps, tx, certificate)
  return deps.ledger.watching(from, () => inCompany(deps, from, work, ['custody_pkey', 'transfer_pkey']))
}

async function learn(deps: Deps, tx: Tx, certificate: Unsigned<CorrectedCertificate>): Promise<Learned> {
  const { claims } = certificate
  const { from } = claims.corrected
  const to = claims.company.id
  const licenses = claims.moved.map(({ license }) => license.id)
  const chains = await readChains(tx, from, licenses)
  const decision = decidePresent(claims, chains)
  switch (decision.outcome) {
    case 'later':
      return 'later'
    case 'fork':
      return 'refused'
    case 'known':
      await setCompany(tx, to)
      return (await findTransfer(tx, to, claims.transfer)) === undefined ? 'later' : 'known'
    case 'learn': {
      const links = new Map(
        [...decision.missing].flatMap(([license, missing]) => {
          const [link] = missing
          return link?.debit === `company:${from}` ? [[license, link] as const] : []
        }),
      )
      if (links.size < decision.missing.size || !(await isCompany(tx, certificate))) return 'later'
      holdCorrection(chains, links, claims)
      await takeAgain(deps, tx, certificate, links)
      return 'learned'
    }
  }
}

async function takeAgain(
  deps: Deps,
  tx: Tx,
  certificate: Unsigned<CorrectedCertificate>,
  links: Parameters<typeof appendLinks>[2],
): Promise<void> {
  const { claims } = certificate
  const { from, supersedes } = claims.corrected
  const to = claims.company.id
  const licenses: LicenseId[] = claims.moved.map(({ license }) => license.id)
  const superseded = await findCertificate(tx, from, supersedes)
  const told = superseded && correctionMessages(claims, superseded.claims.transfer)
  await appendLinks(tx, from, links)
  if (superseded !== undefined) await declareAgain(tx, claims, superseded.claims.transfer)
  for (const message of told?.from ?? []) await insertMessage(tx, from, message)
  await takeOver(deps, tx, { from, to, licenses })
  await insertTransfer(tx, transferIn(claims))
  await insertCertificate(tx, certificate)
  for (const message of told?.to ?? []) await insertMessage(tx, to, message)
}

/** So that the older transfer says that it was corrected. Both persons stand in the certificate; when the first of them spoke does not. */
async function declareAgain(tx: Tx, certificate: CorrectedCertificate, corrects: TransferId): Promise<void> {
  const { transfer, company, contact, corrected, iat } = certificate
  const [by, approver] = corrected.declaredBy
  const at = fromSeconds(iat)
  const proposal = { act: 'correction', transfer, corrects, to: company.id, contact, reason: corrected.reason } as const
  await insertDeclaration(tx, corrected.from, { ...proposal, by, at, approved: undefined })
  await approveDeclaration(tx, corrected.from, transfer, { by: approver, at })
}

async function isCompany(tx: Tx, { claims }: Unsigned<CorrectedCertificate>): Promise<boolean> {
  const { from } = claims.corrected
  const to = claims.company.id
  if (await isFrozen(tx, from)) throw new ApiError('company-frozen', { detail: from })
  await setCompany(tx, to)
  if (await isFrozen(tx, to)) throw new ApiError('company-frozen', { detail: to })
  const name = await findCompanyName(tx, to)
  await setCompany(tx, from)
  return name !== undefined
}
