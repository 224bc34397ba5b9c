import { batchPlanSchema } from '@undongle/core/api/activation'
import { cloudApi } from '@undongle/core/api/cloud'
import { makeId } from '@undongle/core/id'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { readJsonFile } from '../command/file.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

export function addActivationMake(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    'make <file>',
    'make the codes that a JSON file plans, and print them, this once',
    async ({ options }, file = '') => {
      const body = readJsonFile(file, batchPlanSchema)
      const batch = makeId('activationBatch', around.now(), around.random)
      const answer = await asOperator(around, options, (server) =>
        ask(server, cloudApi['activation-batch.make'], { parameters: { batch }, body }),
      )
      return { json: answer, text: answer.codes.join('\n') }
    },
  )
  addOperatorOptions(command)
}
