import { localApi } from '@undongle/core/api/local'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { readSecret } from '../command/secret.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'
import { followTransfer } from './follow.ts'
import { transferOutput } from './words.ts'

interface ResumeOptions {
  readonly pinFile?: string
  readonly confirmLastTry?: boolean
  readonly yes?: boolean
}

/** Goes on with a transfer that waits: tries again, hands in the PIN it waits for, confirms an order that has become old, or begins one that was put off [Q87, Q92]. */
export function addTransferResume(parent: Command, around: Surroundings): void {
  addCommand<ResumeOptions>(
    parent,
    around,
    'resume <transfer>',
    'go on with a transfer that waits: try again, hand in its PIN, confirm an old order, or begin now',
    async (running, transfer = '') => {
      const { pinFile, confirmLastTry = false, yes: confirm = false } = running.options
      const server = licenseServer(around)
      const parameters = { transfer }
      const { waitingFor, dongle } = await ask(server, localApi['transfer.read'], { parameters })
      const asks = waitingFor === 'pin' || pinFile !== undefined
      const pin = asks ? await readSecret(around, pinFile, `PIN of ${dongle.label}`, '--pin-file') : null
      const body = { pin, confirmLastTry, confirm }
      const resumed = await ask(server, localApi['transfer.resume'], { parameters, body })
      return transferOutput(await followTransfer(server, running, resumed))
    },
  )
    .option(
      '--pin-file <file>',
      'file with the PIN of the dongle; - reads what is piped in; without it, it is asked for',
    )
    .option('--confirm-last-try', 'use the last try of the PIN')
    .option('--yes', 'confirm an order that is older than 15 minutes, or begin what waits for its seats or its time')
}
