import { z } from 'zod'
import { idSchema } from '../id.ts'
import { momentSchema } from '../time.ts'
import type { Operation } from './operation.ts'
import { pageQuery } from './parts.ts'

// What the vendor's operators look after: whether the ledger agrees with itself, what went wrong, and which companies are stopped.

/** Every contradiction a check of the ledger can find, and what it means. The command line prints these sentences. */
export const ledgerFaults = {
  'row-malformed': 'The row cannot be read.',
  'license-missing': 'A license has an owner and is not there.',
  'owner-missing': 'A license is there and belongs to nobody.',
  'chain-missing': 'A license is nowhere: its custody chain is empty.',
  'chain-broken': 'A link does not continue the one before it.',
  'holder-differs': 'The chain does not end where the license belongs.',
  'transfer-missing': 'A link names a transfer that is not there, or moved nothing.',
  'certificate-missing': 'A finished transfer has no certificate.',
  'certificate-refused': 'The certificate, or what it rests on, does not verify.',
  'certificate-differs': 'The certificate tells the custody chain otherwise.',
  'certificate-orphaned': 'A certificate belongs to no transfer that names it.',
  'pin-missing': 'A dongle gave its licenses to a company and is not pinned to it.',
  'pin-differs': 'A dongle is pinned by a certificate that is not there or speaks of another one.',
  'open-missing': 'A dongle waits for a transfer that is not there or not open.',
  'register-differs': 'The certificate is not the one that was made: the register has other bytes.',
  'register-forgotten': 'The register has a certificate that the database has lost: bring it again.',
} as const satisfies Record<string, string>
export type LedgerFaultName = keyof typeof ledgerFaults

const ledgerFaultSchema = z.strictObject({
  fault: z.enum(Object.keys(ledgerFaults) as [LedgerFaultName, ...LedgerFaultName[]]),
  /** The table, and the key of the row in it. */
  row: z.string().max(300),
  detail: z.string().max(500),
})
export type LedgerFault = z.infer<typeof ledgerFaultSchema>

/** What is checked, in this order; the first three company by company. */
export const ledgerParts = ['licenses', 'transfers', 'certificates', 'dongles', 'register'] as const
export type LedgerPart = (typeof ledgerParts)[number]

const countsSchema = z.strictObject({
  licenses: z.int(),
  transfers: z.int(),
  certificates: z.int(),
  dongles: z.int(),
  register: z.int(),
})

export const ledgerPageSchema = z.strictObject({
  /** Rows of this page, by part. */
  checked: countsSchema,
  faults: z.array(ledgerFaultSchema),
  /** Where the next page begins; null when everything was checked. */
  next: z.union([z.null(), z.string()]),
})
export type LedgerPage = z.infer<typeof ledgerPageSchema>

/**
 * `possession-weak`: a serial that no contract assigns is being moved, and its owner has three days to object.
 * `wave-paused`: too many transfers of a wave failed, and it stopped itself.
 * `activation-codes-guessed`: somebody tries one unknown code after the other.
 */
export const alertKinds = [
  'ledger-violated',
  'possession-weak',
  'wave-paused',
  'activation-codes-guessed',
  'machine-copied',
] as const

const alertSchema = z.strictObject({
  id: idSchema('alert'),
  company: z.union([z.null(), idSchema('company')]),
  kind: z.enum(alertKinds),
  detail: z.string(),
  raisedAt: momentSchema,
})

export const alertPageSchema = z.strictObject({
  /** Newest first. */
  alerts: z.array(alertSchema),
  next: z.union([z.null(), idSchema('alert')]),
})

/** What the vendor’s operators see and do about the ledger. */
export const ledgerApi = {
  'ledger.verify': {
    method: 'get',
    path: '/v1/ledger/verification',
    summary: 'Check one page of the whole ledger: chains, certificates, pins and register against each other',
    query: z.strictObject({
      after: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(500),
    }),
    answer: ledgerPageSchema,
    problems: ['not-signed-in', 'not-allowed', 'request-invalid'],
  },
  'alert.list': {
    method: 'get',
    path: '/v1/alerts',
    summary: 'What went wrong in this cloud and needs somebody to look, newest first',
    query: z.strictObject(pageQuery),
    answer: alertPageSchema,
    problems: ['not-signed-in', 'not-allowed'],
  },
  'freeze.lift': {
    method: 'delete',
    path: '/v1/companies/{company}/freeze',
    summary: 'Let the transfers of a company go on that were stopped by a contradiction; somebody has looked',
    parameters: z.strictObject({ company: idSchema('company') }),
    answer: z.strictObject({ lifted: z.boolean() }),
    problems: ['not-signed-in', 'not-allowed'],
  },
} as const satisfies Record<string, Operation>
