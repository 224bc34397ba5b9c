import type { Command } from 'commander'
import type { Surroundings } from '../command/surroundings.ts'
import { addDrawer } from './drawer.ts'
import { addDongleList } from './list.ts'
import { addDongleMake } from './make.ts'
import { addDongleMend } from './mend.ts'
import { addPlug } from './plug.ts'
import { addDongleReport } from './report.ts'
import { addDongleService } from './service.ts'
import { addDongleShow } from './show.ts'

export function addDongleCommands(program: Command, around: Surroundings): void {
  const dongle = program.command('dongle').description('the dongles of this machine')
  addDongleList(dongle, around)
  addDongleShow(dongle, around)
  addDongleService(dongle, around, 'enable')
  addDongleService(dongle, around, 'disable')
  addDongleMend(dongle, around)
  addDongleReport(dongle, around)
  addDongleMake(dongle, around)
  addDrawer(dongle, around)
  addPlug(dongle, around, 'plug')
  addPlug(dongle, around, 'unplug')
}
