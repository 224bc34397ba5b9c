import { cloudApi } from '@undongle/core/api/cloud'
import { localApi } from '@undongle/core/api/local'
import { licensesPerDongle } from '@undongle/core/dongle/limits'
import { licenseSchema } from '@undongle/core/license'
import type { Command } from 'commander'
import { z } from 'zod'
import { addCommand } from '../command/act.ts'
import { usageError } from '../command/command-error.ts'
import { readJsonFile } from '../command/file.ts'
import { readSecret } from '../command/secret.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask, type Server } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { licenseServer } from '../server/license-server.ts'
import { findDongle } from './find.ts'

interface MakeOptions extends OperatorOptions {
  readonly licenses: string
  readonly file?: string
  readonly token?: string
  readonly pinFile?: string
}

/** What the file of `--licenses` holds: the licenses, as a contract names them. */
const licensesFileSchema = z.array(licenseSchema).max(licensesPerDongle)

/** The dongle makes its own key, the vendor's cloud signs the list for that key, and the dongle takes the list: the key never leaves it. */
export function addDongleMake(parent: Command, around: Surroundings): void {
  addCommand<MakeOptions>(
    parent,
    around,
    'make',
    'make a dongle: an evaluation dongle, or one on a blank PKCS#11 token',
    async ({ options, progress }) => {
      const licenses = readJsonFile(options.licenses, licensesFileSchema)
      const server = licenseServer(around)
      const { dongle, pin } = await targetOf(server, around, options)
      const made = await ask(server, localApi['dongle.make-key'], { body: { dongle } })
      progress(`Key made: serial ${made.serial}`)
      const { list } = await asOperator(around, options, (cloud) =>
        ask(cloud, cloudApi['license-list.sign'], { body: { ...made, licenses } }),
      )
      progress(`License list signed: ${licenses.length} licenses`)
      const written = await ask(server, localApi['dongle.write-list'], { body: { key: made.key, list, pin } })
      return { json: { ...made, ...written }, text: `Dongle ${made.serial} is made, with ${licenses.length} licenses.` }
    },
  )
    .requiredOption('--licenses <file>', 'JSON file with the licenses it holds')
    .option('--file <name>', 'an evaluation dongle of this name, in the drawer')
    .option('--token <dongle>', 'a blank token that is plugged in')
    .option('--pin-file <file>', 'file with the PIN of the token; - reads what is piped in')
    .option('--email <address>', 'the vendor’s operator')
    .option('--password-file <file>', 'file with the operator’s password; without it, it is asked for')
    .option('--cloud <address>', 'address of the license cloud')
}

async function targetOf(server: Server, around: Surroundings, { file, token, pinFile }: MakeOptions) {
  if ((file === undefined) === (token === undefined))
    throw usageError('What is to become a dongle?', 'Name either --file or --token.')
  if (file !== undefined) return { dongle: { driver: 'file', name: file }, pin: null } as const
  const { dongle } = await findDongle(server, token)
  const pin = await readSecret(around, pinFile, 'PIN of the token', '--pin-file')
  return { dongle: { driver: 'pkcs11', dongle, pin }, pin } as const
}
