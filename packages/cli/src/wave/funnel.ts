import { cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

export function addWaveFunnel(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions & { by: string }>(
    parent,
    around,
    'funnel <line>',
    'how many dongles of a line are known, eligible, invited, moved and failed',
    async ({ options }, line = '') => {
      const answer = await asOperator(around, options, (server) =>
        ask(server, cloudApi['funnel.read'], { parameters: { line }, query: { by: options.by } }),
      )
      const rows = answer.rows.map(({ key, known, eligible, invited, moved, failed }) => [
        key ?? 'none',
        ...[known, eligible, invited, moved, failed].map((count) => String(count ?? '')),
      ])
      const head = [options.by.toUpperCase(), 'KNOWN', 'ELIGIBLE', 'INVITED', 'MOVED', 'FAILED']
      return { json: answer, text: table(head, rows, 'No dongle of this line is known.') }
    },
  ).option('--by <key>', 'line, reseller, wave or day', 'line')
  addOperatorOptions(command)
}
