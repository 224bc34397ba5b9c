import { localApi } from '@undongle/core/api/local'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { readSecret } from '../command/secret.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'
import { followTransfer } from './follow.ts'
import { transferOutput } from './words.ts'

interface CancelOptions {
  readonly pinFile?: string
  readonly confirmLastTry?: boolean
}

/** Ends a transfer before its dongle has given anything away: the dongle writes it, the cloud is told, and only then is it cancelled. */
export function addTransferCancel(parent: Command, around: Surroundings): void {
  addCommand<CancelOptions>(
    parent,
    around,
    'cancel <transfer>',
    'cancel a transfer whose dongle has given nothing away yet',
    async (running, transfer = '') => {
      const { pinFile, confirmLastTry = false } = running.options
      const server = licenseServer(around)
      const parameters = { transfer }
      const { dongle } = await ask(server, localApi['transfer.read'], { parameters })
      const pin =
        pinFile === undefined ? null : await readSecret(around, pinFile, `PIN of ${dongle.label}`, '--pin-file')
      const asked = await ask(server, localApi['transfer.cancel'], { parameters, body: { pin, confirmLastTry } })
      const ended = await followTransfer(server, running, asked)
      const output = transferOutput(ended)
      return ended.result === 'cancelled' ? { ...output, exit: 'ok' } : output
    },
  )
    .option('--pin-file <file>', 'file with the PIN of the dongle; - reads what is piped in')
    .option('--confirm-last-try', 'use the last try of the PIN')
}
