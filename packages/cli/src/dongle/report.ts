import { cloudApi } from '@undongle/core/api/cloud'
import { makeId } from '@undongle/core/id'
import type { Command } from 'commander'
import { textOf } from '../case/show.ts'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'

interface ReportOptions extends OperatorOptions {
  readonly company?: string
  readonly words: string
  readonly broken?: boolean
}

/** What a company says of its own dongle: it is signed in as one of its people. */
export function addDongleReport(parent: Command, around: Surroundings): void {
  const summary =
    'report a dongle of your company as lost or broken: it is blocked, and bridged until support has decided'
  const command = addCommand<ReportOptions>(
    parent,
    around,
    'report <serial>',
    summary,
    async ({ options }, serial = '') => {
      const { company, words } = options
      const parts = {
        parameters: { case: makeId('case', around.now(), around.random) },
        ...(company === undefined ? {} : { query: { company } }),
        body: { serial, what: options.broken ? 'broken' : 'lost', words },
      }
      const opened = await asOperator(around, options, (server) => ask(server, cloudApi['loss.report'], parts))
      return { json: opened, text: textOf(opened), exit: 'waiting' }
    },
  )
  command
    .requiredOption('--email <address>', 'a person of the company')
    .requiredOption('--words <text>', 'what happened')
    .option('--password-file <file>', 'file with the password; - reads what is piped in; without it, it is asked for')
    .option('--broken', 'it is not lost, but does not work any more')
    .option('--company <company>', 'for somebody who belongs to several')
    .option('--cloud <address>', 'address of the license cloud')
}
