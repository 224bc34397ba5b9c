import { cloudApi } from '@undongle/core/api/cloud'
import { pathOf } from '@undongle/core/api/operation'
import { transferPolicySchema } from '@undongle/core/policy/policy'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { readJsonFile, writeNewFile } from '../command/file.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { facts, table } from '../command/table.ts'
import { ask, send } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

interface RehearsalOptions extends OperatorOptions {
  readonly policy?: string
  readonly csv?: string
}

/** A whole base takes its time. */
const timeoutMs = 30 * 60_000

export function addRehearsalCommands(program: Command, around: Surroundings): void {
  const rehearsal = program.command('rehearsal').description('a policy tried on all dongles, for the vendor’s operator')
  const command = addCommand<RehearsalOptions>(
    rehearsal,
    around,
    'run <line>',
    'what a policy would answer every dongle, production stops first; changes nothing',
    async ({ options }, line = '') => {
      const policy = options.policy === undefined ? undefined : readJsonFile(options.policy, transferPolicySchema)
      const body = policy === undefined ? {} : { policy }
      const operation = cloudApi['rehearsal.run']
      return asOperator(around, options, async (server) => {
        if (options.csv !== undefined) {
          const headers = { accept: 'text/csv' }
          const signal = AbortSignal.timeout(timeoutMs)
          const init = { method: 'POST', body: JSON.stringify(body), headers, signal }
          const response = await send(server, pathOf(operation, { line }), init)
          writeNewFile(options.csv, await response.text())
          return { json: { file: options.csv }, text: `Every dongle is in ${options.csv}.` }
        }
        const answer = await ask(server, operation, { parameters: { line }, body })
        return { json: answer, text: textOf(answer) }
      })
    },
  )
    .option('--policy <file>', 'a draft; without it, the policy of the line')
    .option('--csv <file>', 'write every dongle into a new file')
  addOperatorOptions(command)
}

type Answer = Awaited<ReturnType<typeof ask<(typeof cloudApi)['rehearsal.run']>>>

function textOf({ totals, rows }: Answer): string {
  const { dongles, companies, stops, bridged, outcomes } = totals
  const counted = Object.entries(outcomes).map(([outcome, count]) => [outcome, String(count)] as const)
  const stopped = rows.filter(({ severity }) => severity !== 'none')
  const worst = stopped.map(({ severity, company, dongle, outcome }) => [severity, company ?? '', dongle, outcome])
  return [
    facts([
      ['Dongles', String(dongles)],
      ['Companies', String(companies)],
      ['Production stops', String(stops)],
      ['Bridged for some days', String(bridged)],
      ...counted,
    ]),
    '',
    table(['SEVERITY', 'COMPANY', 'DONGLE', 'OUTCOME'], worst, 'No company would stand still.'),
  ].join('\n')
}
