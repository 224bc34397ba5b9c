import { z } from 'zod'

/** The shape of a driver's name, ours or another's. */
export const driverNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,31}$/, 'is not a name of lower-case letters, digits and dashes')

/** The readers that share one process. */
export const readerNames: readonly string[] = ['usb-detect', 'sentinel-acc', 'codemeter-cmu']

/** Names that no driver from elsewhere may have. */
export const ownDriverNames: readonly string[] = ['file', 'pkcs11', 'pcsc-applet', 'readers', 'outside', ...readerNames]

/** What a driver's process is told when it starts. One process serves the readers, one each native module and each driver from elsewhere. */
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
    /** A token with keys of others and nothing of ours is a dongle too, known by its serial. */
    bySerial: z.boolean(),
    readOnly: z.boolean(),
    roomLimitBytes: z.int().min(0).nullable(),
  }),
  z.strictObject({
    driver: z.literal('pcsc-applet'),
    /** The system's PC/SC library. */
    path: z.string().min(1),
    /** Somebody asked for it: then it is told of also where no smart card service was ever seen. */
    isExpected: z.boolean(),
    readOnly: z.boolean(),
    roomLimitBytes: z.int().min(0).nullable(),
  }),
  z.strictObject({
    driver: z.literal('readers'),
    /** Usually /sys; null does not look at USB. */
    sysfsRoot: z.string().min(1).nullable(),
    /** The runtime's page on this machine; null does not ask it. */
    sentinelUrl: z.string().min(1).nullable(),
    /** The runtime's tool; null does not run it. */
    codeMeterCommand: z.string().min(1).nullable(),
    /** The longest a runtime may take for one question. */
    timeoutMs: z.int().min(1),
    /** How often a runtime is asked while nothing changes on USB. */
    lookMs: z.int().min(0),
  }),
  z.strictObject({ driver: z.literal('outside'), name: driverNameSchema, path: z.string().min(1) }),
])
export type DriverSettings = z.infer<typeof driverSettingsSchema>
