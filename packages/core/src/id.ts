import { z } from 'zod'

/** What an id is of, by its prefix. */
export const idPrefixes = {
  activationBatch: 'acb',
  alert: 'alt',
  alignment: 'aln',
  case: 'cas',
  certificate: 'crt',
  company: 'com',
  contract: 'con',
  import: 'imp',
  lease: 'lse',
  license: 'lic',
  licenseServer: 'ls',
  meterEntry: 'mte',
  node: 'nod',
  reseller: 'rsl',
  transfer: 'tr',
  user: 'usr',
  wave: 'wav',
} as const
export type IdKind = keyof typeof idPrefixes
export type Id<Kind extends IdKind> = `${(typeof idPrefixes)[Kind]}_${string}`
export type AlertId = Id<'alert'>
export type AlignmentId = Id<'alignment'>
export type CaseId = Id<'case'>
export type TransferId = Id<'transfer'>
export type LicenseId = Id<'license'>
export type CompanyId = Id<'company'>
export type ImportId = Id<'import'>
export type NodeId = Id<'node'>
export type ResellerId = Id<'reseller'>
export type MeterEntryId = Id<'meterEntry'>
export type WaveId = Id<'wave'>
export type ActivationBatchId = Id<'activationBatch'>
export type UserId = Id<'user'>
export type CertificateId = Id<'certificate'>
export type LeaseId = Id<'lease'>
export type LicenseServerId = Id<'licenseServer'>

const base32 = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * A new id: the kind's prefix and a UUIDv7 (RFC 9562) in the 26 characters of a TypeID, so ids sort by the time they were made.
 *
 * @param random fills 10 bytes with randomness
 */
export function makeId<Kind extends IdKind>(
  kind: Kind,
  now: Date,
  random: (sizeBytes: number) => Uint8Array,
): Id<Kind> {
  const bytes = new Uint8Array(16)
  let time = now.getTime()
  for (let index = 5; index >= 0; index--) {
    bytes[index] = time % 256
    time = Math.floor(time / 256)
  }
  bytes.set(random(10), 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return `${idPrefixes[kind]}_${encodeBase32(bytes)}`
}

/** An id of 16 bytes that say what it is of, such as a hash: a UUIDv8 (RFC 9562). */
export function idOfBytes<Kind extends IdKind>(kind: Kind, bytes: Uint8Array): Id<Kind> {
  const named = Uint8Array.from(bytes)
  named[6] = ((named[6] ?? 0) & 0x0f) | 0x80
  named[8] = ((named[8] ?? 0) & 0x3f) | 0x80
  return `${idPrefixes[kind]}_${encodeBase32(named)}`
}

/** The zod schema of one kind of id. A UUIDv7 has 128 bits, so the first of the 26 characters is at most 7. */
export function idSchema<Kind extends IdKind>(kind: Kind): z.ZodType<Id<Kind>> {
  const pattern = new RegExp(`^${idPrefixes[kind]}_[0-7][${base32}]{25}$`)
  return z.string().regex(pattern, `is not a ${kind} id (${idPrefixes[kind]}_…)`) as unknown as z.ZodType<Id<Kind>>
}

function encodeBase32(bytes: Uint8Array): string {
  let value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  let text = ''
  for (let index = 0; index < 26; index++) {
    text = base32[Number(value & 31n)] + text
    value >>= 5n
  }
  return text
}
