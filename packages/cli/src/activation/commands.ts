import type { Command } from 'commander'
import type { Surroundings } from '../command/surroundings.ts'
import { addActivationList } from './list.ts'
import { addActivationMake } from './make.ts'
import { addActivationQuota } from './quota.ts'
import { addActivationRedeem } from './redeem.ts'
import { addActivationWithdraw } from './withdraw.ts'

export function addActivationCommands(program: Command, around: Surroundings): void {
  const activation = program.command('activation').description('codes for customers who get no dongle')
  addActivationMake(activation, around)
  addActivationList(activation, around)
  addActivationWithdraw(activation, around)
  addActivationQuota(activation, around)
  addActivationRedeem(activation, around)
}
