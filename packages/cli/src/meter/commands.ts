import { cloudApi } from '@undongle/core/api/cloud'
import { makeId } from '@undongle/core/id'
import type { MeterEntry } from '@undongle/core/meter/entry'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { usageError } from '../command/command-error.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addCompanyOption, type CompanyOption, companyIn } from '../server/operator-options.ts'

type MeterOptions = OperatorOptions & CompanyOption

interface CorrectOptions extends MeterOptions {
  readonly points: string
  readonly reason: string
}

/** The points of metered licenses: what changed them, and a correction by support. */
export function addMeterCommands(program: Command, around: Surroundings): void {
  const meter = program.command('meter').description('the points of metered licenses')
  addList(meter, around)
  addCorrect(meter, around)
}

function addList(parent: Command, around: Surroundings): void {
  const summary = 'how many points a license has left, and what changed them, newest first'
  const command = addCommand<MeterOptions & { after?: string }>(
    parent,
    around,
    'list <license>',
    summary,
    async ({ options }, license = '') => {
      const query = { ...companyIn(options), ...(options.after && { after: options.after }) }
      const parts = { parameters: { license }, query }
      const answer = await asOperator(around, options, (server) => ask(server, cloudApi['meter.list'], parts))
      const more = answer.next === null ? '' : `\n\nThere are more: --after ${answer.next}`
      const entries = table(['AT', 'WHAT', 'POINTS', 'LEFT', 'WHY'], answer.entries.map(entryRow), 'Nothing yet.')
      return { json: answer, text: `Left: ${answer.balance}\n\n${entries}${more}` }
    },
  )
  addCompanyOption(command).option('--after <entry>', 'go on behind this entry')
}

function addCorrect(parent: Command, around: Surroundings): void {
  const summary = 'add points to a license, or with a minus take them; its company reads the reason'
  const command = addCommand<CorrectOptions>(
    parent,
    around,
    'correct <license>',
    summary,
    async ({ options }, license = '') => {
      const points = Number(options.points)
      if (!Number.isSafeInteger(points) || points === 0)
        throw usageError(`"${options.points}" is no number of points.`, 'Write a whole number, like --points=-20.')
      const entry = makeId('meterEntry', around.now(), around.random)
      const parts = {
        parameters: { license, entry },
        query: companyIn(options),
        body: { points, reason: options.reason },
      }
      const corrected = await asOperator(around, options, (server) => ask(server, cloudApi['meter.correct'], parts))
      return { json: corrected, text: `Corrected as ${entry}. Left: ${corrected.entry.balance}` }
    },
  )
  addCompanyOption(command)
    .requiredOption('--points <number>', 'how many; with a minus they are taken: --points=-20')
    .requiredOption('--reason <text>', 'why; the company reads it')
}

const entryRow = ({ at, kind, points, balance, reason }: MeterEntry): string[] => [
  at,
  kind,
  `${points}`,
  `${balance}`,
  reason,
]
