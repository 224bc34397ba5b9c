import { cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

/** What the vendor's ERP has not acknowledged yet. */
export function addMovedCommands(program: Command, around: Surroundings): void {
  const parent = program.command('moved').description('what moved, for the vendor’s ERP')
  addOperatorOptions(
    addCommand<OperatorOptions & { acknowledge?: boolean }>(
      parent,
      around,
      'list',
      'what was not acknowledged yet, oldest first',
      async ({ options }) => {
        const page = await asOperator(around, options, async (server) => {
          const found = await ask(server, cloudApi['moved.list'])
          const events = found.events.map(({ id, company }) => ({ id, company }))
          if (options.acknowledge === true) await ask(server, cloudApi['moved.acknowledge'], { body: { events } })
          return found
        })
        const rows = page.events.map(({ kind, at, companyName, dongle, licenses, until }) => [
          kind,
          at,
          companyName,
          dongle,
          String(licenses.length),
          until ?? '',
        ])
        return {
          json: page,
          text: table(['KIND', 'AT', 'COMPANY', 'DONGLE', 'LICENSES', 'UNTIL'], rows, 'Nothing has moved.'),
        }
      },
    ).option('--acknowledge', 'say that these are on record: they are not listed again'),
  )
}
