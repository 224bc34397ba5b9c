import type { Certificate, CustodyLink } from '@undongle/core/document/certificate'
import { hashBytes } from '@undongle/core/hash'
import { type LicenseId, makeId } from '@undongle/core/id'
import { toSeconds } from '@undongle/core/time'
import { resultOfMove } from '@undongle/core/transfer/decide'
import type { Deps } from '../deps.ts'
import type { Credit } from './commit.ts'
import type { Transfer, Unsigned } from './transfer.ts'

/** What the certificate of a transfer says, ready to be stored and signed. */
export function certify(
  { keys, random }: Pick<Deps, 'keys' | 'random'>,
  finished: {
    transfer: Transfer
    credit: Credit
    companyName: string
    chains: ReadonlyMap<LicenseId, readonly CustodyLink[]>
    links: ReadonlyMap<LicenseId, CustodyLink>
    now: Date
  },
): Unsigned<Certificate> {
  const { transfer, credit, companyName, chains, links, now } = finished
  const { plan } = transfer
  const claims: Certificate = {
    iss: keys.issuer,
    iat: toSeconds(now),
    jti: makeId('certificate', now, random),
    transfer: transfer.id,
    result: resultOfMove(plan),
    company: { id: transfer.company, name: companyName },
    dongle: { key: transfer.dongle, serial: transfer.serial, grade: transfer.grade },
    line: transfer.line,
    policy: plan.policy,
    contact: transfer.contact,
    order: credit.hash,
    receipt: hashBytes(credit.state.bytes),
    moved: plan.licenses.flatMap(({ license }) => {
      const link = links.get(license.id)
      return link === undefined ? [] : [{ license, chain: [...(chains.get(license.id) ?? []), link] }]
    }),
    kept: plan.licenses.flatMap(({ license, reason }) => (links.has(license.id) ? [] : [{ license, reason }])),
  }
  return { kid: keys.kidOf('certificate'), claims }
}
