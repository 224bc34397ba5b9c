import type { Command } from 'commander'
import type { Surroundings } from '../command/surroundings.ts'
import { addCaseDecide } from './decide.ts'
import { addCaseList } from './list.ts'
import { addCaseShow } from './show.ts'

/** What support looks at and decides. */
export function addCaseCommands(program: Command, around: Surroundings): void {
  const cases = program.command('case').description('support cases: what customers could not do by themselves')
  addCaseList(cases, around)
  addCaseShow(cases, around)
  addCaseDecide(cases, around)
}
