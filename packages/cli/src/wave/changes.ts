import { cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

export function addWaveChanges(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions & { before?: string }>(
    parent,
    around,
    'changes <wave>',
    'who did what to a wave, and why, newest first',
    async ({ options }, wave = '') => {
      const query = options.before === undefined ? {} : { before: options.before }
      const parts = { parameters: { wave }, query }
      const answer = await asOperator(around, options, (server) => ask(server, cloudApi['wave.changes'], parts))
      const rows = answer.changes.map(({ number, at, act, by, note }) => [String(number), at, act, by, note])
      const text = table(['NUMBER', 'WHEN', 'WHAT', 'BY', 'WHY'], rows, 'Nothing was done to it.')
      const more = answer.next === null ? '' : `\nOlder ones: --before ${answer.next}`
      return { json: answer, text: `${text}${more}` }
    },
  ).option('--before <number>', 'go on behind this one')
  addOperatorOptions(command)
}
