import { assert } from '@undongle/core/assert'
import type { CustodyLink, DrainCertificate, PermitEnd, Place } from '@undongle/core/document/certificate'
import { utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { type LicenseId, makeId } from '@undongle/core/id'
import { toSeconds } from '@undongle/core/time'
import { resultOfMove } from '@undongle/core/transfer/decide'
import { movingLicenses } from '@undongle/core/transfer/plan'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import { movedMessages } from '../moved/tell.ts'
import type { Claim } from '../transfer/claim-store.ts'
import type { DrainFacts, TransferFacts, Unsigned } from '../transfer/transfer.ts'
import type { NewestPermit } from './store.ts'

export type CreditedTransfer = TransferFacts & DrainFacts

export interface Crediting {
  readonly transfer: CreditedTransfer
  readonly claim: Claim
  /** The end of the grace; null where the permits have ended. */
  readonly until: Date | null
  readonly now: Date
}

/**
 * Credits what a transfer of a readable dongle moves: custody, certificate and pin. The transfer's own row is the caller's.
 *
 * @returns undefined where nothing of it is on the dongle any more
 */
export async function creditDrain(
  deps: Deps,
  tx: LedgerTx,
  { transfer, claim, until, now }: Crediting,
): Promise<Unsigned<DrainCertificate> | undefined> {
  const moving = movingLicenses(transfer.plan)
  const [chains, newest, name] = await Promise.all([
    tx.custody.readChains(moving),
    tx.permits.readNewest(transfer.dongle),
    tx.contract.findCompanyName(),
  ])
  const links = linksOf(transfer, chains, now)
  if (links.size === 0) return undefined
  assert(name !== undefined, 'a company with licenses has a row')
  const certificate = certify(deps, {
    transfer,
    name,
    chains,
    links,
    permits: endsOf(newest, links, until),
    until,
    now,
  })
  const untils = until === null ? claim.graceUntil : { ...claim.graceUntil, [transfer.line]: toSeconds(until) }
  await Promise.all([
    tx.custody.appendLinks(links),
    tx.certificates.insert(certificate),
    ...movedMessages(certificate.claims, until, now).map((message) => tx.outbox.insert(message)),
    tx.claims.write(
      { dongle: transfer.dongle, serial: transfer.serial, generation: claim.generation, stateHash: claim.stateHash },
      {
        ...claim,
        pinned: { company: transfer.company, certificate: certificate.claims.jti },
        open: undefined,
        graceUntil: untils,
      },
    ),
  ])
  return certificate
}

function linksOf(
  transfer: CreditedTransfer,
  chains: ReadonlyMap<LicenseId, readonly CustodyLink[]>,
  now: Date,
): Map<LicenseId, CustodyLink> {
  const debit: Place = `dongle:${transfer.serial}`
  const links = new Map<LicenseId, CustodyLink>()
  for (const license of movingLicenses(transfer.plan)) {
    const last = chains.get(license)?.at(-1)
    if (last?.credit !== debit) continue
    links.set(license, {
      sequence: last.sequence + 1,
      debit,
      credit: `company:${transfer.company}`,
      at: toSeconds(now),
      transfer: transfer.id,
    })
  }
  return links
}

/** How the last permit of each machine for what moves has ended. */
function endsOf(
  newest: readonly NewestPermit[],
  links: ReadonlyMap<LicenseId, unknown>,
  until: Date | null,
): PermitEnd[] {
  return newest
    .filter(({ licenses }) => licenses.some((license) => links.has(license)))
    .map(({ machine, number, returnedAt }) => {
      if (returnedAt !== undefined) return { machine, number, ended: 'given-back' }
      return { machine, number, ended: until === null ? 'expired' : 'until' }
    })
}

function certify(
  { keys, random }: Deps,
  finished: {
    transfer: CreditedTransfer
    name: string
    chains: ReadonlyMap<LicenseId, readonly CustodyLink[]>
    links: ReadonlyMap<LicenseId, CustodyLink>
    permits: PermitEnd[]
    until: Date | null
    now: Date
  },
): Unsigned<DrainCertificate> {
  const { transfer, name, chains, links, permits, until, now } = finished
  const { plan, statement } = transfer
  const claims: DrainCertificate = {
    iss: keys.issuer,
    iat: toSeconds(now),
    jti: makeId('certificate', now, random),
    transfer: transfer.id,
    result: resultOfMove(plan),
    company: { id: transfer.company, name },
    dongle: { key: transfer.dongle, serial: transfer.serial, grade: transfer.grade },
    line: transfer.line,
    policy: plan.policy,
    contact: transfer.contact,
    possession: {
      proof: transfer.possession,
      statement: statement === undefined ? null : hashBytes(utf8(statement.body)),
    },
    permits,
    until: until === null ? null : toSeconds(until),
    moved: plan.licenses.flatMap(({ license }) => {
      const link = links.get(license.id)
      return link === undefined ? [] : [{ license, chain: [...(chains.get(license.id) ?? []), link] }]
    }),
    kept: plan.licenses.flatMap(({ license, reason }) => (links.has(license.id) ? [] : [{ license, reason }])),
  }
  return { kid: keys.kidOf('certificate'), claims }
}
