import { z } from 'zod'
import { hashSchema, type PublicKey, thumbprint } from '../key.ts'

/** How the cloud names a dongle: by the thumbprint of its key, or by its serial where it has none. */
export const dongleNameSchema = z.union([
  hashSchema,
  z.string().regex(/^serial:[\x21-\x7e]{1,64}$/, 'is not the name of a dongle'),
])

/** @param dongle what was read from it; a key that was proven once is the better name, since a serial is printed on the outside */
export const dongleNameOf = ({ key, serial }: { key: PublicKey | null; serial: string }): string =>
  key === null ? `serial:${serial}` : thumbprint(key)
