import { documentSizeBytes } from '@undongle/core/document/jws'
import { type CertificateId, type CompanyId, idSchema, type LicenseServerId } from '@undongle/core/id'
import { hashSchema } from '@undongle/core/key'
import { codeSchema, serialSchema } from '@undongle/core/license'
import { secondsSchema } from '@undongle/core/time'
import { z } from 'zod'

/**
 * What a restored backup must not forget. It is kept outside the database, in a folder that is never restored together with it, and
 * only grows: machines that may still hold permits and leases, those that are gone, graces and temporary subscriptions that are used up, dongles
 * that were lost, the epochs of restores, and each certificate with its whole content, in the order of the certificate log.
 */
export interface Register {
  /** What was recorded so far. The maps grow in place. */
  readonly machines: ReadonlyMap<LicenseServerId, CompanyId>
  /** The end of each grace, by `graceName`: one grace per dongle and product line, never restarted. */
  readonly graces: ReadonlyMap<string, number>
  /** Machines that a person declared gone for good, and when, in seconds. */
  readonly gone: ReadonlyMap<LicenseServerId, number>
  /** Dongles that have had their temporary subscription: once, ever [Q53]. */
  readonly temporaries: ReadonlySet<string>
  /** What became of dongles that were reported lost, by serial [Q98]. */
  readonly losses: ReadonlyMap<string, Loss>
  /** The newest restore epoch; 0 before the first restore. */
  epoch(): number

  /** On the disk when it resolves. A fact that is known already costs nothing. */
  record(fact: RegisterFact): Promise<void>

  readonly certificates: CertificateRegister
  close(): Promise<void>
}

export interface Loss {
  /** Whether it is served nowhere; one that was found again is. */
  readonly blocked: boolean
  /** Whether licenses have bridged its loss: once, ever. */
  readonly bridged: boolean
}

/** Certificates in the order in which they were taken into the log: the place of each is its leaf. */
export interface CertificateRegister {
  count(): number
  /** On the disk when it resolves. @returns the leaf of the first */
  append(certificates: readonly RegisteredCertificate[]): Promise<number>
  /** @returns at most `limit` certificates, beginning with leaf `from`; fewer at the end */
  read(from: number, limit: number): Promise<RegisteredCertificate[]>
}

export const registerFactSchema = z.discriminatedUnion('fact', [
  z.strictObject({
    fact: z.literal('machine'),
    licenseServer: idSchema('licenseServer'),
    company: idSchema('company'),
    at: secondsSchema,
  }),
  z.strictObject({
    fact: z.literal('grace'),
    /** The dongle's claim key. */
    dongle: z.string().min(1).max(128),
    line: codeSchema,
    until: secondsSchema,
    at: secondsSchema,
  }),
  z.strictObject({
    fact: z.literal('gone'),
    licenseServer: idSchema('licenseServer'),
    /** Null for whoever has the operator's token. */
    by: z.union([z.null(), idSchema('user')]),
    reason: z.string().min(1).max(500),
    at: secondsSchema,
  }),
  z.strictObject({
    fact: z.literal('temporary'),
    /** The dongle's claim key. */
    dongle: z.string().min(1).max(128),
    at: secondsSchema,
  }),
  z.strictObject({
    fact: z.literal('loss'),
    serial: serialSchema,
    blocked: z.boolean(),
    bridged: z.boolean(),
    at: secondsSchema,
  }),
  z.strictObject({ fact: z.literal('epoch'), number: z.int().min(1), at: secondsSchema }),
])
export type RegisterFact = z.infer<typeof registerFactSchema>

export const registeredCertificateSchema = z.strictObject({
  id: idSchema('certificate'),
  company: idSchema('company'),
  /** The signed certificate itself: it pins its dongle and carries the chains of its licenses. */
  document: z.string().max(documentSizeBytes),
  /** 32 bytes of chance: without them nobody can tell from the log whose certificate a leaf is. */
  salt: hashSchema,
})
export interface RegisteredCertificate extends z.infer<typeof registeredCertificateSchema> {
  readonly id: CertificateId
}

export const graceName = (dongle: string, line: string): string => `${dongle} ${line}`
