import { cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

/** Resellers and their customers; a reseller signs in with its own e-mail address and sees itself. */
export function addResellerCommands(program: Command, around: Surroundings): void {
  const parent = program.command('reseller').description('resellers and their customers')
  addOperatorOptions(
    addCommand<OperatorOptions>(parent, around, 'list', 'resellers and how to reach them', async ({ options }) => {
      const json = await asOperator(around, options, (server) => ask(server, cloudApi['reseller.list']))
      const rows = json.resellers.map(({ id, name, email, phone }) => [id, name, email, phone])
      return { json, text: table(['RESELLER', 'NAME', 'E-MAIL', 'PHONE'], rows, 'No resellers.') }
    }),
  )
  addOperatorOptions(
    addCommand<OperatorOptions>(
      parent,
      around,
      'customers <reseller>',
      'the companies whose contracts name it',
      async ({ options }, reseller = '') => {
        const parameters = { reseller }
        const json = await asOperator(around, options, (server) =>
          ask(server, cloudApi['customer.list'], { parameters }),
        )
        const rows = json.customers.map(({ company, name, contracts }) => [company, name, String(contracts)])
        return { json, text: table(['COMPANY', 'NAME', 'CONTRACTS'], rows, 'No customers.') }
      },
    ),
  )
}
