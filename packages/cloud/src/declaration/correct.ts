import { ApiError } from '@undongle/core/api/error'
import type { Certificate, CustodyLink } from '@undongle/core/document/certificate'
import type { CompanyId, LicenseId, LicenseServerId, TransferId } from '@undongle/core/id'
import { toSeconds } from '@undongle/core/time'
import { type Declaration, decideSecondPerson } from '@undongle/core/transfer/declare'
import { insertCertificate, readCertificate } from '../certificate/store.ts'
import { isFrozen } from '../company/freeze-store.ts'
import { findCompanyName } from '../company/store.ts'
import { appendLinks, readChains } from '../custody/store.ts'
import { setCompany, type Tx } from '../db/pool.ts'
import { type Deps, inCompany } from '../deps.ts'
import { readCurrentEpoch } from '../epoch/require.ts'
import { listUnheard, readEpoch } from '../epoch/store.ts'
import { findLiveEnd } from '../lease/store.ts'
import { insertMessage } from '../outbox/store.ts'
import { transferIn } from '../transfer/learned.ts'
import { findTransfer, insertTransfer } from '../transfer/store.ts'
import { isCredited, type Transfer, type Unsigned } from '../transfer/transfer.ts'
import { certifyCorrected } from './certify-declared.ts'
import { type Declaring, requireGo } from './force.ts'
import { holdCorrection } from './hold-correction.ts'
import { approveDeclaration, findDeclaration, insertDeclaration } from './store.ts'
import { takeOver } from './take-over.ts'
import { correctionMessages } from './tell.ts'

// Correcting (PROTOCOL): what a transfer brought to one company goes to another, by two persons, with a reason. Nothing is edited: the
// chains get a link more, the old certificate is superseded. It touches the rows of two companies, and so is written without the
// ledger of one; the database holds its chains together all the same.

type Correction = Declaration & { readonly act: 'correction' }

/** One operator says, with the reason, that a transfer went into the wrong company. Changes nothing yet. */
export function proposeCorrection(
  deps: Deps,
  { company, transfer, operator }: Declaring,
  asked: { corrects: TransferId; to: CompanyId; contact: string; reason: string },
): Promise<Correction> {
  return inCompany(deps, company, async (tx) => {
    const known = await findDeclaration(tx, company, transfer)
    if (known !== undefined) return requireCorrection(known, asked.corrects)
    await readCorrectable(deps, tx, company, asked.corrects)
    await requireOther(tx, company, asked.to)
    const declaration: Correction = {
      act: 'correction',
      transfer,
      ...asked,
      by: operator,
      at: deps.now(),
      approved: undefined,
    }
    await insertDeclaration(tx, company, declaration)
    return declaration
  })
}

/**
 * A second operator carries it out.
 *
 * @throws ApiError `proposal-unknown`, `second-person-needed`, `correction-refused`, `epoch-running`
 */
export async function approveCorrection(
  deps: Deps,
  { company, transfer, operator }: Declaring,
): Promise<{ certificate: string }> {
  const certificate = await inOwn(deps, company, async (tx) => {
    const declaration = await findDeclaration(tx, company, transfer)
    if (declaration === undefined) throw new ApiError('proposal-unknown')
    const correction = requireCorrection(declaration)
    if (correction.approved !== undefined) return readDone(tx, correction)
    requireGo(decideSecondPerson(correction, operator))
    if (!(await approveDeclaration(tx, company, transfer, { by: operator, at: deps.now() })))
      return readDone(tx, correction)
    return correct(deps, tx, { company, correction, operator })
  })
  return { certificate: deps.keys.sign('certificate', certificate.kid, certificate.claims) }
}

/** What contradicts the ledger stops the company from whose account the licenses go. Two that write one chain at once are decided in turn. */
const inOwn = <Result>(deps: Deps, company: CompanyId, work: (tx: Tx) => Promise<Result>): Promise<Result> =>
  deps.ledger.watching(company, () => inCompany(deps, company, work, ['custody_pkey']))

async function correct(
  deps: Deps,
  tx: Tx,
  { company, correction, operator }: { company: CompanyId; correction: Correction; operator: Declaring['operator'] },
): Promise<Unsigned<Certificate>> {
  const now = deps.now()
  const { transfer, to, corrects } = correction
  const { before, chains } = await readCorrectable(deps, tx, company, corrects)
  const name = await requireOther(tx, company, to)
  const licenses = before.moved.map(({ license }) => license.id)
  const overlapUntil = await findLiveEnd(tx, company, { ids: licenses, now })
  const links = new Map<LicenseId, CustodyLink>(
    licenses.map((id) => [
      id,
      {
        sequence: (chains.get(id)?.length ?? 0) + 1,
        debit: `company:${company}`,
        credit: `company:${to}`,
        at: toSeconds(now),
        transfer,
      },
    ]),
  )
  const moved = before.moved.map(({ license }) => {
    const link = links.get(license.id)
    return { license, chain: [...(chains.get(license.id) ?? []), ...(link === undefined ? [] : [link])] }
  })
  const certificate = certifyCorrected(deps, {
    before,
    to: { id: to, name },
    moved,
    declaration: correction,
    approver: operator,
    overlapUntil,
    now,
  })
  const told = correctionMessages(certificate.claims, corrects)
  holdCorrection(chains, links, certificate.claims)
  await appendLinks(tx, company, links)
  for (const message of told.from) await insertMessage(tx, company, message)
  // From here on the transaction writes the other company's rows.
  await takeOver(deps, tx, { from: company, to, licenses })
  await insertTransfer(tx, transferIn(certificate.claims))
  await insertCertificate(tx, certificate)
  for (const message of told.to) await insertMessage(tx, to, message)
  return certificate
}

/**
 * The transfer's certificate, and the chains of what it moved, which must end where it left them.
 *
 * @throws ApiError `transfer-unknown`, `correction-refused`, `epoch-running` while a restored cloud has not learned everything again
 */
async function readCorrectable(
  deps: Deps,
  tx: Tx,
  company: CompanyId,
  id: TransferId,
): Promise<{ before: Certificate; chains: ReadonlyMap<LicenseId, readonly CustodyLink[]> }> {
  if (await isFrozen(tx, company)) throw new ApiError('company-frozen', { detail: company })
  const epochs = {
    read: () => readEpoch(tx),
    listUnheard: (epoch: number, machines: readonly LicenseServerId[]) => listUnheard(tx, epoch, machines),
  }
  if ((await readCurrentEpoch(deps, { epochs }, deps.now())).running) throw new ApiError('epoch-running')
  const transfer = await findTransfer(tx, company, id)
  if (transfer === undefined) throw new ApiError('transfer-unknown')
  if (!isCredited(transfer)) throw new ApiError('correction-refused', { detail: `it is ${transfer.state}` })
  const { claims: before } = await readCertificate(tx, company, transfer.certificate)
  const chains = await readChains(
    tx,
    company,
    before.moved.map(({ license }) => license.id),
  )
  const here = `company:${company}`
  if (before.moved.some(({ license }) => chains.get(license.id)?.at(-1)?.credit !== here))
    throw new ApiError('correction-refused', { detail: 'a license is somewhere else' })
  return { before, chains }
}

/** @returns the other company's name */
async function requireOther(tx: Tx, from: CompanyId, to: CompanyId): Promise<string> {
  if (from === to) throw new ApiError('correction-refused', { detail: 'it is there already' })
  await setCompany(tx, to)
  const name = await findCompanyName(tx, to)
  if (await isFrozen(tx, to)) throw new ApiError('company-frozen', { detail: to })
  await setCompany(tx, from)
  if (name === undefined) throw new ApiError('not-found', { detail: `company ${to}` })
  return name
}

async function readDone(tx: Tx, { to, transfer }: Correction): Promise<Unsigned<Certificate>> {
  await setCompany(tx, to)
  const done: Transfer | undefined = await findTransfer(tx, to, transfer)
  if (done === undefined || !isCredited(done)) throw new ApiError('transfer-unknown')
  return readCertificate(tx, to, done.certificate)
}

function requireCorrection(declaration: Declaration, corrects?: TransferId): Correction {
  if (declaration.act !== 'correction' || (corrects !== undefined && declaration.corrects !== corrects))
    throw new ApiError('transfer-id-reused')
  return declaration
}
