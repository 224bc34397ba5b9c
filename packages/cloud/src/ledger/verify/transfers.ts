import type { LedgerFault } from '@undongle/core/api/ledger'
import { type Certificate, certificateSchema, openCertificate } from '@undongle/core/document/certificate'
import type { CertificateBundle } from '@undongle/core/document/certificate-bundle'
import { verifyCertificateBundle } from '@undongle/core/document/verify-bundle'
import { idSchema } from '@undongle/core/id'
import { verifySignature } from '@undongle/core/node/crypto'
import { errorText } from '@undongle/core/node/folder'
import { isChainOf } from '@undongle/core/transfer/present'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../db/pool.ts'
import { type Deps, inCompany } from '../../deps.ts'
import { toTransfer, transferColumns } from '../../transfer/row.ts'
import type { Transfer } from '../../transfer/transfer.ts'
import { type CustodyRow, readCustodyRows } from './custody-rows.ts'
import { type Checked, fault, type Place, stretch } from './place.ts'

/** Of each finished transfer: that its certificate is there, verifies with all it rests on, agrees with custody, and pins the dongle. */
export function checkTransfers(deps: Deps, place: Place, limit: number): Promise<Checked> {
  const company = idSchema('company').parse(place.company)
  return inCompany(deps, company, async (tx) => {
    const rows = await readFinished(tx, company, place.id, limit)
    const certificates = await readCertificates(
      tx,
      company,
      rows.map(({ certificate }) => certificate),
    )
    const found = rows.map((row) => ({ row, certificate: certificates.get(row.certificate) }))
    const moved = found.flatMap(({ certificate }) => certificate?.claims?.moved.map(({ license }) => license.id) ?? [])
    const chains = await readCustodyRows(tx, company, moved)
    const pins = await readPins(
      tx,
      rows.map(({ dongle }) => dongle),
    )
    const faults = found.flatMap(({ row, certificate }) => [
      ...certificateFaults(deps, company, row, certificate, chains),
      ...(pins.get(row.dongle) === company || isCorrection(certificate)
        ? []
        : [fault('pin-missing', ['dongle_claim', row.dongle], row.id)]),
    ])
    return stretch(rows, limit, ({ id }) => id, faults)
  })
}

/** It took the licenses from another account, not from a dongle: that one stays its first company's. */
const isCorrection = (certificate: FoundCertificate | undefined): boolean =>
  certificate?.claims !== undefined && 'corrected' in certificate.claims

interface FinishedRow {
  readonly id: string
  readonly dongle: string
  readonly certificate: string
  /** Undefined where the row cannot be read. */
  readonly transfer: Transfer | undefined
}

const keysRow = z.object({ id: z.string(), dongle_key: z.string(), certificate_id: z.string() })

/** Those that end with a certificate of their own; `already-moved` shows another one's. */
async function readFinished(tx: Tx, company: string, after: string, limit: number): Promise<FinishedRow[]> {
  const { rows } = await sql`
    select ${transferColumns} from transfer
    where company_id = ${company} and state in ('moved', 'drained', 'certified') and id > ${after}
    order by id limit ${limit}`.execute(tx)
  return rows.map((row) => {
    const { id, dongle_key: dongle, certificate_id: certificate } = keysRow.parse(row)
    return { id, dongle, certificate, transfer: attempt(() => toTransfer(row)) }
  })
}

interface FoundCertificate {
  readonly kid: string
  readonly transfer: string
  readonly claims: Certificate | undefined
}

async function readCertificates(
  tx: Tx,
  company: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FoundCertificate>> {
  const { rows } = await sql`
    select id, transfer_id, kid, claims from certificate
    where company_id = ${company} and id = any(${[...ids]})`.execute(tx)
  const schema = z.object({ id: z.string(), transfer_id: z.string(), kid: z.string(), claims: z.string() })
  return new Map(
    rows.map((row) => {
      const { id, transfer_id: transfer, kid, claims } = schema.parse(row)
      return [id, { kid, transfer, claims: attempt(() => certificateSchema.parse(JSON.parse(claims))) }] as const
    }),
  )
}

async function readPins(tx: Tx, dongles: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  const { rows } = await sql`
    select key_thumbprint, company_id from dongle_claim where key_thumbprint = any(${[...dongles]})`.execute(tx)
  const schema = z.object({ key_thumbprint: z.string(), company_id: z.string().nullable() })
  return new Map(rows.map((row) => schema.parse(row)).map((row) => [row.key_thumbprint, row.company_id] as const))
}

function certificateFaults(
  deps: Deps,
  company: string,
  { id, certificate: named, transfer }: FinishedRow,
  certificate: FoundCertificate | undefined,
  chains: ReadonlyMap<string, readonly CustodyRow[]>,
): LedgerFault[] {
  const row = ['certificate', company, named]
  if (transfer === undefined) return [fault('row-malformed', ['transfer', company, id])]
  if (certificate === undefined) return [fault('certificate-missing', ['transfer', company, id], named)]
  const { claims } = certificate
  if (claims === undefined) return [fault('row-malformed', row)]
  const refused = refusal(deps, transfer, { kid: certificate.kid, claims })
  const owns = claims.jti === named && claims.transfer === id && claims.company.id === company
  const agrees = claims.moved.every(({ license, chain }) => {
    const kept = (chains.get(license.id) ?? []).map(({ link }) => link)
    return isChainOf(kept, chain)
  })
  return [
    ...(refused === undefined ? [] : [fault('certificate-refused', row, refused)]),
    ...(owns ? [] : [fault('certificate-differs', row, `it names ${claims.jti} and ${claims.transfer}`)]),
    ...(agrees ? [] : [fault('certificate-differs', row, 'its chain is another one')]),
  ]
}

/** @returns the check that fails, and why */
function refusal(
  deps: Deps,
  transfer: Transfer,
  certificate: { kid: string; claims: Certificate },
): string | undefined {
  try {
    const document = deps.keys.sign('certificate', certificate.kid, certificate.claims)
    const bundle = bundleOf(deps, transfer, document)
    if (bundle === undefined) {
      const opened = openCertificate(document, deps.keys.believed, verifySignature)
      return opened.ok ? undefined : opened.fault
    }
    const { checks } = verifyCertificateBundle(bundle, deps.keys.keyFile, verifySignature)
    const failed = checks.find(({ fault }) => fault !== null)
    return failed && `${failed.check}: ${failed.fault}`
  } catch (error) {
    return errorText(error)
  }
}

/** @returns undefined where only the certificate is left: it was learned again, without what it rested on */
function bundleOf({ keys }: Deps, transfer: Transfer, certificate: string): CertificateBundle | undefined {
  switch (transfer.state) {
    case 'moved': {
      const { order, receipt, key } = transfer
      return {
        certificate,
        order: keys.sign('order', order.kid, order.claims),
        receipt,
        dongleKey: key,
        keys: keys.keyFile,
      }
    }
    case 'drained':
      return { certificate, statement: transfer.statement ?? null, dongleKey: transfer.key, keys: keys.keyFile }
    default:
      return undefined
  }
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
