import { cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

export function addWaveRelease(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions & { note?: string }>(
    parent,
    around,
    'release <wave> <count>',
    'let the next dongles of a wave in, and invite their companies',
    async ({ options }, wave = '', count = '') => {
      const body = { count: Number(count), note: options.note ?? '' }
      const answer = await asOperator(around, options, (server) =>
        ask(server, cloudApi['wave.release'], { parameters: { wave }, body }),
      )
      const { released } = answer
      return { json: answer, text: released.length === 0 ? 'Nobody is left to be released.' : released.join('\n') }
    },
  ).option('--note <text>', 'why')
  addOperatorOptions(command)
}
