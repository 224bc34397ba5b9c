import { cloudApi } from '@undongle/core/api/cloud'
import { wavePlanSchema } from '@undongle/core/api/wave'
import { makeId } from '@undongle/core/id'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { readJsonFile } from '../command/file.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

export function addWavePut(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions & { wave?: string; note?: string }>(
    parent,
    around,
    'put <file>',
    'plan a wave from a JSON file, or change the one that --wave names',
    async ({ options }, file = '') => {
      const plan = readJsonFile(file, wavePlanSchema)
      const wave = options.wave ?? makeId('wave', around.now(), around.random)
      const answer = await asOperator(around, options, (server) =>
        ask(server, cloudApi['wave.put'], { parameters: { wave }, body: { plan, note: options.note ?? '' } }),
      )
      return { json: answer, text: `${answer.wave.id}  ${answer.wave.line}, ${answer.wave.name}` }
    },
  )
    .option('--wave <id>', 'the wave to change; without it, a new one')
    .option('--note <text>', 'why')
  addOperatorOptions(command)
}
