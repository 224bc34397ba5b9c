import { cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

interface OffOptions extends OperatorOptions {
  readonly reason: string
}
interface OnOptions extends OffOptions {
  readonly days: string
}

/** The vendor lets the dongles of a line be used again, by name and with a reason [Q88]. */
export function addEmergencyCommands(program: Command, around: Surroundings): void {
  const emergency = program
    .command('emergency')
    .description('let the dongles of a line be used again for some days, whatever the cut-over version says')
  const on = addCommand<OnOptions>(emergency, around, 'on <line>', 'switch it on', async ({ options }, line = '') => {
    const parts = { parameters: { line }, body: { days: Number(options.days), reason: options.reason } }
    const answer = await asOperator(around, options, (server) => ask(server, cloudApi['emergency.put'], parts))
    return { json: answer, text: `Dongles of ${line} may be used until ${answer.until}. Customers are shown why.` }
  }).requiredOption('--days <days>', 'for how many days, at most 90')
  const off = addCommand<OffOptions>(
    emergency,
    around,
    'off <line>',
    'switch it off early',
    async ({ options }, line = '') => {
      const parts = { parameters: { line }, body: { reason: options.reason } }
      const answer = await asOperator(around, options, (server) => ask(server, cloudApi['emergency.end'], parts))
      return { json: answer, text: `It is off. License Servers learn it at their next contact.` }
    },
  )
  for (const command of [on, off])
    addOperatorOptions(command.requiredOption('--reason <text>', 'why; customers are shown it'))
  const list = addCommand<OperatorOptions>(
    emergency,
    around,
    'list <line>',
    'every use of it',
    async ({ options }, line = '') => {
      const parts = { parameters: { line } }
      const answer = await asOperator(around, options, (server) => ask(server, cloudApi['emergency.list'], parts))
      const rows = answer.emergencies.map(({ number, switchedAt, until, switchedBy, reason }) => [
        String(number),
        switchedAt,
        until,
        switchedBy,
        reason,
      ])
      return { json: answer, text: table(['NUMBER', 'SWITCHED', 'UNTIL', 'BY', 'REASON'], rows, 'It was never used.') }
    },
  )
  addOperatorOptions(list)
}
