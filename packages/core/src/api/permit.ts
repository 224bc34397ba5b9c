import { z } from 'zod'
import { documentSizeBytes } from '../document/jws.ts'
import { epochSchema } from '../document/permit.ts'
import { attestationSchema } from '../dongle/attestation.ts'
import { readableEvidenceSchema, transferEvidenceSchema } from '../dongle/evidence.ts'
import { dongleNameSchema } from '../dongle/name.ts'
import { idSchema } from '../id.ts'
import { hashSchema } from '../key.ts'
import { codeSchema, nameSchema, versionSchema } from '../license.ts'
import { momentSchema } from '../time.ts'
import { resultNames } from '../transfer/result.ts'
import type { Problem } from './error.ts'
import type { Operation } from './operation.ts'
import { evidenceSizeBytes } from './parts.ts'
import { emailSchema } from './sign-in.ts'

// The messages of class B (PROTOCOL): readable dongles, permits, and the restore epoch. Each can be repeated, and names the newest
// epoch its machine knows: another one than the cloud's is refused with `epoch-changed`.

const documentSchema = z.string().max(documentSizeBytes)
const numberSchema = z.int().min(0).max(1_000_000_000)
/** A license server of a whole floor carries its machines over with one answer; who comes after that asks like anybody else. */
export const leasesPerTransfer = 500
/** Leases that shall come with the answer which credits the licenses, so that there is no moment without one. */
export const wantedLeasesSchema = z
  .array(
    z.strictObject({
      lease: idSchema('lease'),
      product: codeSchema,
      version: versionSchema,
      /** Who works with it, where seats are persons'. */
      user: z.union([z.null(), emailSchema]).default(null),
    }),
  )
  .max(leasesPerTransfer)
export type WantedLease = z.infer<typeof wantedLeasesSchema>[number]

export const moveBodySchema = z.strictObject({
  line: codeSchema,
  planHash: hashSchema,
  targetUser: z.string().min(1).max(254),
  evidence: readableEvidenceSchema,
  proof: z.union([z.null(), attestationSchema]),
  epoch: epochSchema,
  leases: wantedLeasesSchema,
})
export type MoveBody = z.infer<typeof moveBodySchema>

export const putPermitBodySchema = z.strictObject({
  evidence: transferEvidenceSchema,
  proof: z.union([z.null(), attestationSchema]),
  /** The highest number this machine holds or has given back for this dongle; 0 for none. */
  have: numberSchema,
  epoch: epochSchema,
})
export type PutPermitBody = z.infer<typeof putPermitBodySchema>

export const giveBackBodySchema = z.strictObject({
  /** Every permit up to this number is deleted and refused for ever. */
  number: numberSchema,
  /** The transfer that asked for it; null when it is given back by hand. */
  transfer: z.union([z.null(), idSchema('transfer')]),
  epoch: epochSchema,
  leases: wantedLeasesSchema,
})
export type GiveBackBody = z.infer<typeof giveBackBodySchema>

/** A person decides; who is asking says it all. */
export const cancelBodySchema = z.strictObject({})

export const checkInBodySchema = z.strictObject({
  epoch: epochSchema,
  permits: z.array(documentSchema).max(200),
  leases: z.array(documentSchema).max(500),
})
export type CheckInBody = z.infer<typeof checkInBodySchema>

const resultSchema = z.enum(resultNames)

export const drainingSchema = z.strictObject({
  answer: z.literal('draining'),
  /** Other machines that may still use the dongle: until then, or until they give their permit back. */
  holders: z.array(z.strictObject({ licenseServer: idSchema('licenseServer'), name: nameSchema, until: momentSchema })),
  /** LAST: delete every permit up to this number, in one fsync, then give it back. Only to the machine that opened it. */
  last: z.union([z.null(), z.int().min(1)]),
  /** A weak proof of possession waits until then. */
  notBefore: z.union([z.null(), momentSchema]),
  /** Provisional ones: they serve until `notBefore`, when no permit is out any more. */
  leases: z.array(documentSchema),
})
const movedSchema = z.strictObject({
  answer: z.literal('moved'),
  result: resultSchema,
  certificate: documentSchema,
  /** In the order in which they were asked for; what no seat was free for is missing. */
  leases: z.array(documentSchema),
})
const refusedSchema = z.strictObject({
  answer: z.literal('refused'),
  result: resultSchema,
  document: documentSchema,
})
export const cancelledSchema = z.strictObject({ answer: z.literal('cancelled') })

/** The cloud's answer to MOVE; asking again is the poll. */
export const moveReplySchema = z.discriminatedUnion('answer', [
  drainingSchema,
  movedSchema,
  refusedSchema,
  cancelledSchema,
])
export type MoveReply = z.infer<typeof moveReplySchema>

/** The same after a give-back: how its transfer stands now, or only that the permit is off the record. */
export const giveBackReplySchema = z.discriminatedUnion('answer', [
  drainingSchema,
  movedSchema,
  refusedSchema,
  cancelledSchema,
  z.strictObject({ answer: z.literal('returned') }),
  /** Not the newest on record, whose answer may have been lost on its way to this machine: that one is given back by this number. */
  z.strictObject({ answer: z.literal('newer'), number: z.int().min(1) }),
])
export type GiveBackReply = z.infer<typeof giveBackReplySchema>

export const permitReplySchema = z.strictObject({ permit: documentSchema })
export type PermitReply = z.infer<typeof permitReplySchema>

/** `endsAt` is null where no restore is being waited out. */
export const epochReplySchema = z.strictObject({ epoch: epochSchema, endsAt: z.union([z.null(), momentSchema]) })
export type EpochReply = z.infer<typeof epochReplySchema>

export const presentBodySchema = z.strictObject({ certificates: z.array(documentSchema).min(1).max(20) })
export const presentReplySchema = z.strictObject({ learned: z.int().min(0), known: z.int().min(0) })

export const dongleParameter = z.strictObject({ dongle: dongleNameSchema })

/** The epoch an `epoch-changed` problem names; undefined for any other problem. */
export function epochOfProblem({ code, errors }: Pick<Problem, 'code' | 'errors'>): number | undefined {
  if (code !== 'epoch-changed') return undefined
  const named = epochSchema.safeParse(Number(errors?.find(({ pointer }) => pointer === '/epoch')?.detail))
  return named.success ? named.data : undefined
}

/** Permits of machines, and the restore epoch that waits for them. */
export const permitApi = {
  'permit.put': {
    method: 'put',
    path: '/v1/permits/{dongle}',
    summary: 'Get or renew the permit by which this machine serves licenses from the dongle',
    parameters: dongleParameter,
    body: putPermitBodySchema,
    bodySizeBytes: evidenceSizeBytes,
    answer: permitReplySchema,
    problems: [
      'not-signed-in',
      'machine-unknown',
      'reading-malformed',
      'list-refused',
      'attestation-refused',
      'dongle-key-changed',
      'dongle-rolled-back',
      'dongle-of-other-company',
      'permit-draining',
      'permit-moved',
      'permit-provisional',
      'product-unknown',
      'epoch-changed',
      'epoch-running',
    ],
  },
  'permit.give-back': {
    method: 'post',
    path: '/v1/permits/{dongle}/give-back',
    summary: 'GIVEBACK: every permit up to this number is deleted here; the last one finishes its transfer',
    parameters: dongleParameter,
    body: giveBackBodySchema,
    answer: giveBackReplySchema,
    problems: ['not-signed-in', 'machine-unknown', 'transfer-unknown', 'epoch-changed', 'company-frozen'],
  },
  'epoch.check-in': {
    method: 'put',
    path: '/v1/check-in',
    summary: 'After a restore of the cloud: what this machine still holds, permits and leases',
    body: checkInBodySchema,
    bodySizeBytes: evidenceSizeBytes,
    answer: epochReplySchema,
    problems: ['not-signed-in', 'machine-unknown', 'document-refused'],
  },
  'epoch.read': {
    method: 'get',
    path: '/v1/epoch',
    summary: 'How often the database was put back from a backup, and whether that is still being waited out',
    answer: epochReplySchema.extend({
      /** Machines that have not told yet what they hold. */
      missing: z.int().min(0),
    }),
    problems: ['not-signed-in', 'not-allowed'],
  },
  'epoch.start': {
    method: 'put',
    path: '/v1/epochs/{epoch}',
    summary:
      'Say that the database was put back from a backup: until every machine has checked in, nothing new is promised',
    parameters: z.strictObject({ epoch: z.coerce.number().int().min(1).max(1_000_000) }),
    answer: epochReplySchema,
    problems: ['not-signed-in', 'not-allowed', 'epoch-changed'],
  },
} as const satisfies Record<string, Operation>
