import { ApiError } from '@undongle/core/api/error'
import { assert } from '@undongle/core/assert'
import type { Certificate } from '@undongle/core/document/certificate'
import { utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import type { CompanyId, TransferId, UserId } from '@undongle/core/id'
import { fromSeconds, toSeconds } from '@undongle/core/time'
import { decideCommit } from '@undongle/core/transfer/commit'
import {
  type Declaration,
  type DeclareDecision,
  decideForce,
  decideForceProposal,
  type ForceQuestion,
} from '@undongle/core/transfer/declare'
import type { Deps } from '../deps.ts'
import { readCurrentEpoch } from '../epoch/require.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import { movedMessages } from '../moved/tell.ts'
import type { Claim } from '../transfer/claim-store.ts'
import type { Transfer, Unsigned } from '../transfer/transfer.ts'
import { certifyForced } from './certify-declared.ts'

/** Which transfer, and who says so. */
export interface Declaring {
  readonly company: CompanyId
  readonly transfer: TransferId
  readonly operator: UserId
}

/** One operator says, with the reason, that the dongle of an order died before its receipt came. Changes nothing yet. */
export function proposeForce(deps: Deps, declaring: Declaring, reason: string): Promise<Declaration> {
  return deps.ledger.inCompany(declaring.company, async (tx) => {
    const { question } = await readQuestion(deps, tx, declaring)
    requireGo(decideForceProposal(question))
    if (question.proposal !== undefined) return question.proposal
    const { transfer, operator: by } = declaring
    const declaration: Declaration = { act: 'force', transfer, reason, by, at: question.now, approved: undefined }
    await tx.declarations.insert(declaration)
    return declaration
  })
}

/**
 * FORCE (PROTOCOL, class A; K12): a second operator finishes a transfer whose dongle died between its order and the receipt. The dongle
 * is blocked; should it live after all, both sides overlap, and the certificate says so. A late receipt finds this certificate.
 *
 * @throws ApiError `force-too-early`, `force-refused`, `second-person-needed`, `proposal-unknown`, `machines-unheard`, `superseded`
 */
export async function approveForce(deps: Deps, declaring: Declaring): Promise<{ certificate: string }> {
  const certificate = await deps.ledger.inCompany(declaring.company, (tx) => force(deps, tx, declaring))
  return { certificate: deps.keys.sign('certificate', certificate.kid, certificate.claims) }
}

async function force(deps: Deps, tx: LedgerTx, declaring: Declaring): Promise<Unsigned<Certificate>> {
  const { question, claim, known } = await readQuestion(deps, tx, declaring)
  const { proposal, now } = question
  if (known?.state === 'certified' && proposal?.approved !== undefined) return tx.certificates.read(known.certificate)
  requireGo(decideForce(question))
  assert(known?.state === 'ordered' && claim !== undefined && proposal !== undefined, 'what may be forced is ordered')
  const { order } = known
  const [chains, companyName] = await Promise.all([
    tx.custody.readChains(order.claims.licenses.map(({ license }) => license)),
    tx.contract.findCompanyName(),
  ])
  assert(companyName !== undefined, 'a company with licenses has a row')
  const { serial } = known
  const pinned = claim.pinned?.company
  const decision = decideCommit({
    order: order.claims,
    pinned,
    certificate: undefined,
    chains,
    serial,
    at: toSeconds(now),
  })
  if (decision.outcome !== 'credit') throw new ApiError('superseded')
  const moved = known.plan.licenses.flatMap(({ license }) => {
    const link = decision.links.get(license.id)
    return link === undefined ? [] : [{ license, chain: [...(chains.get(license.id) ?? []), link] }]
  })
  const orderHash = hashBytes(utf8(deps.keys.sign('order', order.kid, order.claims)))
  const approver = declaring.operator
  const certificate = certifyForced(deps, {
    transfer: known,
    orderHash,
    companyName,
    moved,
    declaration: proposal,
    approver,
    now,
  })
  const { jti, result } = certificate.claims
  const seen = { dongle: known.dongle, serial, generation: claim.generation, stateHash: claim.stateHash }
  await tx.custody.appendLinks(decision.links)
  await tx.certificates.insert(certificate)
  // The dongle is blocked: no grace is left of what its order promised.
  for (const message of movedMessages(certificate.claims, null, now)) await tx.outbox.insert(message)
  await tx.transfers.certify(known.id, { result, certificate: jti, at: now })
  await tx.claims.write(seen, {
    ...claim,
    pinned: claim.pinned ?? { company: known.company, certificate: jti },
    open: undefined,
  })
  await tx.claims.block(known.dongle, now)
  await tx.declarations.approve(known.id, { by: approver, at: now })
  await tx.outbox.insert({
    id: known.id,
    kind: 'transfer-forced',
    facts: { transfer: known.id, serial, certificate: jti, reason: proposal.reason },
    at: now,
  })
  return certificate
}

interface Asked {
  readonly question: ForceQuestion
  readonly claim: Claim | undefined
  readonly known: Transfer | undefined
}

async function readQuestion(deps: Deps, tx: LedgerTx, { transfer, operator }: Declaring): Promise<Asked> {
  const now = deps.now()
  const known = await tx.transfers.find(transfer)
  const ordered = known?.state === 'ordered' ? known : undefined
  // A receipt that comes at this moment is decided before or after, never beside it.
  const claim =
    ordered &&
    (await tx.claims.lock({ dongle: ordered.dongle, serial: ordered.serial, generation: 1, stateHash: 'unknown' }))
  const again = ordered === undefined ? known : await tx.transfers.find(transfer)
  const [proposal, epoch] = [await tx.declarations.find(transfer), await readCurrentEpoch(deps, tx, now)]
  return {
    known: again,
    claim,
    question: {
      state: again === undefined ? undefined : again.state === 'ordered' ? 'ordered' : 'other',
      orderedAt: again?.state === 'ordered' ? fromSeconds(again.order.claims.iat) : now,
      isOpen: claim?.open?.transfer === transfer,
      proposal,
      operator,
      unheard: epoch.unheard > 0,
      now,
    },
  }
}

export function requireGo(decision: DeclareDecision): void {
  if (decision.outcome === 'refused') throw new ApiError(decision.code)
}
