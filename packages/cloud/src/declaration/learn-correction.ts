import type { CorrectedCertificate } from '@undongle/core/document/certificate'
import type { LicenseId } from '@undongle/core/id'
import { decidePresent } from '@undongle/core/transfer/present'
import { insertCertificate } from '../certificate/store.ts'
import { findCompanyName } from '../company/store.ts'
import { appendLinks, readChains } from '../custody/store.ts'
import { setCompany, type Tx } from '../db/pool.ts'
import { type Deps, inCompany } from '../deps.ts'
import type { Learned } from '../transfer/learned.ts'
import { transferIn } from '../transfer/learned.ts'
import { findTransfer, insertTransfer } from '../transfer/store.ts'
import type { Unsigned } from '../transfer/transfer.ts'
import { takeOver } from './take-over.ts'

/**
 * A correction that a restored backup has forgotten, from its certificate. What the dongle gave away is learned from the certificate of
 * that transfer: until it has been brought too, this one comes too early.
 */
export function learnCorrection(deps: Deps, certificate: Unsigned<CorrectedCertificate>): Promise<Learned> {
  const { from } = certificate.claims.corrected
  return inCompany(deps, from, (tx) => learn(tx, certificate), ['custody_pkey', 'transfer_pkey'])
}

async function learn(tx: Tx, certificate: Unsigned<CorrectedCertificate>): Promise<Learned> {
  const { claims } = certificate
  const { from } = claims.corrected
  const to = claims.company.id
  const licenses = claims.moved.map(({ license }) => license.id)
  const decision = decidePresent(claims, await readChains(tx, from, licenses))
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
      await takeAgain(tx, certificate, links)
      return 'learned'
    }
  }
}

async function takeAgain(
  tx: Tx,
  certificate: Unsigned<CorrectedCertificate>,
  links: Parameters<typeof appendLinks>[2],
): Promise<void> {
  const { claims } = certificate
  const licenses: LicenseId[] = claims.moved.map(({ license }) => license.id)
  await appendLinks(tx, claims.corrected.from, links)
  await takeOver(tx, { from: claims.corrected.from, to: claims.company.id, licenses })
  await insertTransfer(tx, transferIn(claims))
  await insertCertificate(tx, certificate)
}

async function isCompany(tx: Tx, { claims }: Unsigned<CorrectedCertificate>): Promise<boolean> {
  await setCompany(tx, claims.company.id)
  const name = await findCompanyName(tx, claims.company.id)
  await setCompany(tx, claims.corrected.from)
  return name !== undefined
}
