import type { Command } from 'commander'
import type { Surroundings } from '../command/surroundings.ts'
import { addPermitGiveBack } from './give-back.ts'
import { addPermitList } from './list.ts'

export function addPermitCommands(program: Command, around: Surroundings): void {
  const permit = program.command('permit').description('the permits by which this machine may use dongles')
  addPermitList(permit, around)
  addPermitGiveBack(permit, around)
}
