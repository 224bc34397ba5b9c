import { localApi } from '@undongle/core/api/local'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { readSecret } from '../command/secret.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'
import { findDongle } from './find.ts'

interface MendOptions {
  readonly pinFile?: string
  readonly confirmLastTry?: boolean
}

/** A dongle that shows an older state than it had is put right by itself, except that its PIN may have to be entered. */
export function addDongleMend(parent: Command, around: Surroundings): void {
  addCommand<MendOptions>(
    parent,
    around,
    'mend [dongle]',
    'put a dongle right that shows an older state than it had',
    async ({ options }, name?: string) => {
      const server = licenseServer(around)
      const { dongle, label, pin: asks } = await findDongle(server, name)
      const isAsked = options.pinFile !== undefined || asks === 'needed'
      const pin = isAsked ? await readSecret(around, options.pinFile, `PIN of ${label}`, '--pin-file') : null
      const body = { pin, confirmLastTry: options.confirmLastTry ?? false }
      const mended = await ask(server, localApi['dongle.mend'], { parameters: { dongle }, body })
      const { problem } = mended
      const text = problem === null ? 'The dongle shows what it should.' : `${problem.title} ${problem.next}`
      return { json: mended, text, exit: problem === null ? 'ok' : 'waiting' }
    },
  )
    .option(
      '--pin-file <file>',
      'file with the PIN of the dongle; - reads what is piped in; without it, it is asked for',
    )
    .option('--confirm-last-try', 'use the last try of the PIN')
}
