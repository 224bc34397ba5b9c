import { localApi } from '@undongle/core/api/local'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'

export function addTransferList(parent: Command, around: Surroundings): void {
  addCommand(parent, around, 'list', 'the transfers of this License Server, newest first', async () => {
    const answer = await ask(licenseServer(around), localApi['transfer.list'])
    const head = ['TRANSFER', 'DONGLE', 'LINE', 'STATE', 'RESULT', 'STARTED']
    return { json: answer, text: table(head, answer.transfers.map(rowOf), 'No transfers.') }
  })
}

function rowOf({ id, dongle, line, state, waitingFor, result, startedAt }: LocalTransfer): string[] {
  return [id, dongle.serial, line, waitingFor === null ? state : `${state} for ${waitingFor}`, result ?? '', startedAt]
}
