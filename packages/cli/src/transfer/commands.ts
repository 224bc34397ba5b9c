import type { Command } from 'commander'
import type { Surroundings } from '../command/surroundings.ts'
import { addTransferCancel } from './cancel.ts'
import { addTransferList } from './list.ts'
import { addTransferPreview } from './preview.ts'
import { addTransferResume } from './resume.ts'
import { addTransferShow } from './show.ts'
import { addTransferStart } from './start.ts'
import { addTransferStatus } from './status.ts'

export function addTransferCommands(program: Command, around: Surroundings): void {
  const transfer = program.command('transfer').description('move licenses from a dongle into the company’s account')
  addTransferPreview(transfer, around)
  addTransferStart(transfer, around)
  addTransferStatus(transfer, around)
  addTransferResume(transfer, around)
  addTransferCancel(transfer, around)
  addTransferShow(transfer, around)
  addTransferList(transfer, around)
}
