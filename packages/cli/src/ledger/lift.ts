import { cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

/** After a contradiction a company's transfers stand still until a person has looked; `verify` says whether it is mended. */
export function addLedgerLift(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    'lift <company>',
    'let the transfers of a company go on that were stopped by a contradiction',
    async ({ options }, company = '') => {
      const answer = await asOperator(around, options, (server) =>
        ask(server, cloudApi['freeze.lift'], { parameters: { company } }),
      )
      return { json: answer, text: answer.lifted ? 'Its transfers go on.' : 'Its transfers were not stopped.' }
    },
  )
  addOperatorOptions(command)
}
