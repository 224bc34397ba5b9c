import type { Command } from 'commander'
import type { Surroundings } from '../command/surroundings.ts'
import { addActivationList } from './list.ts'
import { addActivationMake } from './make.ts'
import { addActivationRedeem } from './redeem.ts'

export function addActivationCommands(program: Command, around: Surroundings): void {
  const activation = program.command('activation').description('codes for customers who get no dongle')
  addActivationMake(activation, around)
  addActivationList(activation, around)
  addActivationRedeem(activation, around)
}
