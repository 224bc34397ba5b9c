import type { CaseSummary } from '@undongle/core/api/case'
import { cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

interface ListOptions extends OperatorOptions {
  readonly company?: string
  readonly decided?: boolean
  readonly after?: string
}

export function addCaseList(parent: Command, around: Surroundings): void {
  const summary = 'support cases of all companies, production stops first'
  const command = addCommand<ListOptions>(parent, around, 'list', summary, async ({ options }) => {
    const { company, after } = options
    const query = {
      state: options.decided ? 'decided' : 'open',
      ...(company === undefined ? {} : { company }),
      ...(after === undefined ? {} : { after }),
    }
    const answer = await asOperator(around, options, (server) => ask(server, cloudApi['case.list'], { query }))
    const head = ['CASE', 'SEVERITY', 'TOPIC', 'COMPANY', 'DONGLE', 'OPENED', 'DECIDED']
    const more = answer.next === null ? '' : `\nThere are more: --after ${answer.next}`
    return { json: answer, text: table(head, answer.cases.map(rowOf), 'No support cases.') + more }
  })
  addOperatorOptions(command)
    .option('--company <company>', 'those of one company')
    .option('--decided', 'what was decided, not what is open')
    .option('--after <cursor>', 'the next page')
}

function rowOf({ id, severity, topic, company, serial, openedAt, decided }: CaseSummary): string[] {
  return [id, severity, topic, company, serial ?? '', openedAt, decided?.decision.decision ?? '']
}
