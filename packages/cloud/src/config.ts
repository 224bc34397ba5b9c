import path from 'node:path'
import { logSettings } from '@undongle/core/node/log-settings'
import {
  type Environment,
  httpAddressSchema,
  portSchema,
  readSettings,
  type SettingsOf,
  type SettingsTable,
} from '@undongle/core/node/settings'
import { z } from 'zod'

/** Everything an operator may set for the cloud. */
export const settings = {
  port: {
    name: 'UNDONGLE_CLOUD_PORT',
    schema: portSchema,
    default: '8080',
    description: 'The port the cloud listens on, at 127.0.0.1.',
    secret: false,
  },
  publicUrl: {
    name: 'UNDONGLE_PUBLIC_URL',
    schema: httpAddressSchema.optional(),
    description:
      'The address others reach the cloud at, such as that of a proxy. Without it: the address it listens on.',
    secret: false,
  },
  dataDir: {
    name: 'UNDONGLE_DATA_DIR',
    schema: z.string().transform((folder) => path.resolve(folder)),
    default: '.undongle/cloud',
    description: 'The folder of the embedded database, the signing keys and the addresses.',
    secret: false,
  },
  registerDir: {
    name: 'UNDONGLE_REGISTER_DIR',
    schema: z
      .string()
      .transform((folder) => path.resolve(folder))
      .optional(),
    defaultInWords: '`register` in the data folder',
    description:
      'The folder of the register and of the certificate log: what a restored database must not forget. Back it up, on another disk if there is one, and never restore it together with the database.',
    secret: false,
  },
  databaseUrl: {
    name: 'UNDONGLE_DATABASE_URL',
    schema: z.url({ protocol: /^postgres(ql)?$/, error: 'an address starts with postgres://' }).optional(),
    description:
      'Your own PostgreSQL 15 to 18. Without it the embedded database runs, which is meant for trying and for small sites.',
    secret: true,
  },
  ...logSettings,
} as const satisfies SettingsTable

export type Config = SettingsOf<typeof settings>

export const environment: Environment = process.env

export function readConfig(env: Environment = environment): Config {
  return readSettings(settings, env)
}
