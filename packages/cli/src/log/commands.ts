import type { Command } from 'commander'
import type { Surroundings } from '../command/surroundings.ts'
import { addLogVerify } from './verify.ts'

export function addLogCommands(program: Command, around: Surroundings): void {
  addLogVerify(program.command('log').description('the public log of all certificates'), around)
}
