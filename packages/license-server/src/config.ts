import { hostname } from 'node:os'
import path from 'node:path'
import { logSettings } from '@undongle/core/node/log-settings'
import { httpAddressSchema, listSchema, portSchema, printSettings, readSettings } from '@undongle/core/node/settings'
import { z } from 'zod'
import { allowedDriversSchema, thisMachineAddressSchema } from './dongle/host/allowed.ts'

/** Every setting of the License Server: the one place that reads the environment. */
export const settings = {
  port: {
    name: 'UNDONGLE_LICENSE_SERVER_PORT',
    schema: portSchema,
    default: '30304',
    description: 'The port of the License Server page on 127.0.0.1 and ::1; 0 takes a free one.',
    secret: false,
  },
  dataDir: {
    name: 'UNDONGLE_DATA_DIR',
    schema: z.string().transform((folder) => path.resolve(folder)),
    default: path.join('.undongle', 'license-server'),
    description: 'The folder of the journal, made when it is missing.',
    secret: false,
  },
  cloudUrl: {
    name: 'UNDONGLE_CLOUD_URL',
    schema: httpAddressSchema,
    default: 'http://localhost:8080',
    description: 'The address of the license cloud.',
    secret: false,
  },
  pkcs11Modules: {
    name: 'UNDONGLE_PKCS11_MODULES',
    schema: listSchema,
    default: '',
    description: 'Paths of PKCS#11 modules, divided by commas; empty looks in the usual places.',
    secret: false,
  },
  pkcs11BySerial: {
    name: 'UNDONGLE_PKCS11_BY_SERIAL',
    schema: z.enum(['yes', 'no']).transform((word) => word === 'yes'),
    default: 'no',
    description:
      'With yes a PKCS#11 token that holds keys and nothing of ours counts as a dongle that can only be read (class B), known to the cloud by its serial.',
    secret: false,
  },
  pcscLibrary: {
    name: 'UNDONGLE_PCSC_LIBRARY',
    schema: z.string(),
    default: '',
    description:
      'The path of the library to speak to smart card readers with (PC/SC); empty looks in the usual place, `off` asks no reader.',
    secret: false,
  },
  sysfsRoot: {
    name: 'UNDONGLE_SYSFS_ROOT',
    schema: z.string().min(1),
    default: '/sys',
    description: 'Where the system shows its USB devices: license dongles that nothing can read are found there.',
    secret: false,
  },
  sentinelUrl: {
    name: 'UNDONGLE_SENTINEL_URL',
    schema: thisMachineAddressSchema,
    default: 'http://127.0.0.1:1947',
    description: 'The page of the Sentinel runtime on this machine; no other machine is asked. `off` does not ask it.',
    secret: false,
  },
  codeMeterCommand: {
    name: 'UNDONGLE_CODEMETER_COMMAND',
    schema: z.string(),
    default: '',
    description: 'The path of the tool cmu of the CodeMeter runtime; empty looks in the usual place.',
    secret: false,
  },
  drivers: {
    name: 'UNDONGLE_DRIVERS',
    schema: allowedDriversSchema,
    default: '',
    description:
      'Drivers from elsewhere that may run, as name=path of their module, divided by commas; no other is ever loaded.',
    secret: false,
  },
  drawerDir: {
    name: 'UNDONGLE_DRAWER_DIR',
    schema: z.string().transform((folder) => (folder === '' ? undefined : path.resolve(folder))),
    default: '',
    description: 'A folder of evaluation dongles to plug in and unplug; empty switches evaluation dongles off.',
    secret: false,
  },
  readOnlyDongles: {
    name: 'UNDONGLE_READ_ONLY_DONGLES',
    schema: z.enum(['yes', 'no']).transform((word) => word === 'yes'),
    default: 'no',
    description: 'With yes no dongle is ever written: each is treated as one that can only be read (class B).',
    secret: false,
  },
  machineName: {
    name: 'UNDONGLE_MACHINE_NAME',
    schema: z.string().min(1).max(100),
    default: hostname(),
    defaultInWords: 'its host name',
    description: 'How this machine is called where a person approves its sign-in.',
    secret: false,
  },
  lanPort: {
    name: 'UNDONGLE_LAN_PORT',
    schema: portSchema,
    default: '30305',
    description:
      'The port on which the machines of the network are served, once that is switched on; 0 takes a free one.',
    secret: false,
  },
  lanName: {
    name: 'UNDONGLE_LAN_NAME',
    schema: z.string().regex(/^[A-Za-z0-9.-]{1,253}$|^\[[0-9a-f:]{2,45}\]$/, 'is not a host name or an address'),
    default: hostname(),
    defaultInWords: 'its host name',
    description: 'The name or address under which the network finds this machine; it stands in the join token.',
    secret: false,
  },
  ...logSettings,
  webDir: {
    name: 'UNDONGLE_WEB_DIR',
    schema: z.string().transform((folder) => path.resolve(folder)),
    default: path.join(import.meta.dirname, '../../web/dist/wizard'),
    defaultInWords: 'those of this installation',
    description: 'The folder of the built pages.',
    secret: false,
  },
} as const

export const readConfig = () => readSettings(settings, process.env)
export const printConfig = () => printSettings(settings, process.env)
