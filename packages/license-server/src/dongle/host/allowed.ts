import path from 'node:path'
import { httpAddressSchema, listSchema } from '@undongle/core/node/settings'
import { z } from 'zod'
import { driverNameSchema, ownDriverNames } from './settings.ts'

/** `name=path`: only a name that was allowed here is ever loaded, and none of ours can be taken. */
const allowedDriverSchema = z
  .string()
  .regex(/^[^=]+=.+$/, 'a driver is allowed as name=path')
  .transform((text) => ({
    name: text.slice(0, text.indexOf('=')).trim(),
    path: text.slice(text.indexOf('=') + 1).trim(),
  }))
  .pipe(
    z.strictObject({
      name: driverNameSchema.refine((name) => !ownDriverNames.includes(name), 'is the name of a driver of ours'),
      path: z.string().refine(path.isAbsolute, 'the path of a driver is absolute'),
    }),
  )

export const allowedDriversSchema = listSchema
  .pipe(z.array(allowedDriverSchema).max(8, 'at most 8 drivers'))
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'a name stands there twice')

/** A dongle has to be in this machine [Q16], so no other machine's runtime is asked. */
export const thisMachineAddressSchema = z.union([
  z.literal('off').transform(() => null),
  httpAddressSchema.refine(isThisMachine, 'is not an address of this machine (127.0.0.1, ::1 or localhost)'),
])

function isThisMachine(address: string): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(address).hostname)
}
