import { cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

export function addWaveList(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    'list [line]',
    'the waves of a line, or of all',
    async ({ options }, line) => {
      const query = line === undefined ? {} : { line }
      const answer = await asOperator(around, options, (server) => ask(server, cloudApi['wave.list'], { query }))
      const rows = answer.waves.map(({ id, line, name, cohort, opensAt, stepByStep, pausedAt }) => [
        id,
        line,
        name,
        cohort.kind,
        opensAt ?? 'no date yet',
        pausedAt === null ? (stepByStep ? 'step by step' : 'all at once') : 'paused',
      ])
      return {
        json: answer,
        text: table(['WAVE', 'LINE', 'NAME', 'COHORT', 'OPENS', 'HOW'], rows, 'No waves: open for all.'),
      }
    },
  )
  addOperatorOptions(command)
}
