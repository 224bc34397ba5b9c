import path from 'node:path'
import {
  type Environment,
  httpAddressSchema,
  readSettings,
  type SettingsOf,
  type SettingsTable,
} from '@undongle/core/node/settings'
import { z } from 'zod'

/** Everything that may be set for the command line. */
export const settings = {
  licenseServerUrl: {
    name: 'UNDONGLE_LICENSE_SERVER_URL',
    schema: httpAddressSchema.optional(),
    defaultInWords: 'the one in `addresses.json`, else `http://localhost:30304`',
    description: 'The address of the License Server.',
    secret: false,
  },
  cloudUrl: {
    name: 'UNDONGLE_CLOUD_URL',
    schema: httpAddressSchema.optional(),
    defaultInWords: 'the one in `addresses.json`, else `http://localhost:8080`',
    description: 'The address of the license cloud.',
    secret: false,
  },
  operatorToken: {
    name: 'UNDONGLE_OPERATOR_TOKEN',
    schema: z
      .string()
      .regex(/^operator-[\w-]{43}$/, 'is not the text of a file operator-token')
      .optional(),
    description:
      'The token of the operator at the cloud’s own machine. Without it: the file `operator-token` of the data folder, or --email.',
    secret: true,
  },
  dataDir: {
    name: 'UNDONGLE_DATA_DIR',
    schema: z.string().transform((folder) => path.resolve(folder)),
    default: '.undongle',
    description: 'The data folder of a part, or the one `npm start` uses: addresses and tokens stand in it.',
    secret: false,
  },
  bundleDir: {
    name: 'UNDONGLE_BUNDLE_DIR',
    schema: z.string().transform((folder) => path.resolve(folder)),
    default: path.join(import.meta.dirname, '../../..'),
    defaultInWords: 'the one that the command line stands in',
    description: 'The folder of the bundle that `undongle license-server install` installs.',
    secret: false,
  },
} as const satisfies SettingsTable

export type Config = SettingsOf<typeof settings>

export const readConfig = (env: Environment = process.env): Config => readSettings(settings, env)

/** Folders that Windows names by its own variables. */
export const windowsFolders = {
  programFiles: process.env.ProgramW6432 ?? process.env.ProgramFiles ?? 'C:\\Program Files',
  programData: process.env.ProgramData ?? 'C:\\ProgramData',
} as const
