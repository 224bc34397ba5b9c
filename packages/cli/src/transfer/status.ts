import { localApi } from '@undongle/core/api/local'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { errorOfCode } from '../command/command-error.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask, type Server } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'
import { followTransfer } from './follow.ts'
import { transferOutput } from './words.ts'

export function addTransferStatus(parent: Command, around: Surroundings): void {
  addCommand<{ follow?: boolean }>(
    parent,
    around,
    'status [transfer]',
    'how a transfer stands; without an id, the newest',
    async (running, id?: string) => {
      const server = licenseServer(around)
      const transfer = id === undefined ? await newest(server) : await read(server, id)
      return transferOutput(running.options.follow ? await followTransfer(server, running, transfer) : transfer)
    },
  ).option('--follow', 'go on showing it until it is finished or waits for a person')
}

const read = (server: Server, transfer: string): Promise<LocalTransfer> =>
  ask(server, localApi['transfer.read'], { parameters: { transfer } })

async function newest(server: Server): Promise<LocalTransfer> {
  const [first] = (await ask(server, localApi['transfer.list'])).transfers
  if (first === undefined) throw errorOfCode('transfer-unknown')
  return first
}
