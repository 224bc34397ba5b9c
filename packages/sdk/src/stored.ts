import { seatSourceSchema } from '@undongle/core/document/lease'
import { hashValue } from '@undongle/core/hash'
import { idSchema } from '@undongle/core/id'
import { publicKeySchema } from '@undongle/core/key'
import { versionSchema } from '@undongle/core/license'
import { z } from 'zod'

const millisecondsSchema = z.number().min(0).max(8.64e15)

/** The newest a source has signed for this machine: nothing older is accepted again. */
const highestSchema = z.strictObject({ jti: idSchema('lease'), seq: z.int(), statusVersion: z.int() })
export type Highest = z.infer<typeof highestSchema>

export const storedSchema = z.strictObject({
  format: z.literal(1),
  trust: z.strictObject({
    root: z.union([z.null(), publicKeySchema]),
    keySet: z.union([z.null(), z.string()]),
    keySetVersion: z.int().min(0),
    licenseServer: z.union([z.null(), publicKeySchema]),
  }),
  /** The id this application checks out under, the last signed lease, and the version of the application it was given to. */
  seat: z.union([
    z.null(),
    z.strictObject({ id: idSchema('lease'), lease: z.union([z.null(), z.string()]), version: versionSchema }),
  ]),
  highest: z.partialRecord(seatSourceSchema, highestSchema),
  clock: z.union([
    z.null(),
    z.strictObject({
      contactMs: millisecondsSchema,
      sinceContactMs: millisecondsSchema,
      highestMs: millisecondsSchema,
      bootId: z.string(),
      bootMs: millisecondsSchema,
    }),
  ]),
})
/** Everything an application keeps between two runs. */
export type Stored = z.infer<typeof storedSchema>
export type Trust = Stored['trust']

export const nothingStored: Stored = {
  format: 1,
  trust: { root: null, keySet: null, keySetVersion: 0, licenseServer: null },
  seat: null,
  highest: {},
  clock: null,
}

/**
 * The seal notices a torn or edited file; on a machine its owner controls it deters, it does not prove (PROTOCOL, Leases).
 *
 * @returns undefined for anything that is not whole: then only contact helps
 */
export function parseStored(text: string): Stored | undefined {
  const seal = text.slice(0, 43)
  const body = text.slice(44).trimEnd()
  if (seal !== sealOf(body)) return undefined
  const stored = storedSchema.safeParse(JSON.parse(body))
  return stored.success ? stored.data : undefined
}

export function writeStored(stored: Stored): string {
  const body = JSON.stringify(stored)
  return `${sealOf(body)}\n${body}\n`
}

const sealOf = (body: string): string => hashValue({ of: 'undongle-seat', body })
