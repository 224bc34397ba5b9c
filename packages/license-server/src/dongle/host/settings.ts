import { z } from 'zod'

/** What a driver's process is told when it starts. One process serves the drivers of plain JavaScript, one each native module. */
export const driverSettingsSchema = z.discriminatedUnion('driver', [
  z.strictObject({
    driver: z.literal('file'),
    plugFolder: z.string().min(1),
    readOnly: z.boolean(),
    roomLimitBytes: z.int().min(0).nullable(),
  }),
  z.strictObject({
    driver: z.literal('pkcs11'),
    path: z.string().min(1),
    readOnly: z.boolean(),
    roomLimitBytes: z.int().min(0).nullable(),
  }),
])
export type DriverSettings = z.infer<typeof driverSettingsSchema>
