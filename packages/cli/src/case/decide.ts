import { cloudApi } from '@undongle/core/api/cloud'
import { caseDecisionSchema } from '@undongle/core/case/decision'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { usageError } from '../command/command-error.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'
import { textOf } from './show.ts'

interface DecideOptions extends OperatorOptions {
  readonly words: string
  readonly contract?: string
  readonly product?: string
  readonly generation?: string
  readonly quantity?: string
  readonly until?: string
}

export function addCaseDecide(parent: Command, around: Surroundings): void {
  const summary = 'decide a case, once: granted, refused, answered; of a lost dongle replaced, found, refused'
  const command = addCommand<DecideOptions>(
    parent,
    around,
    'decide <case> <decision>',
    summary,
    async ({ options }, id = '', name = '') => {
      const body = { decision: decisionOf(name, options), words: options.words }
      const parts = { parameters: { case: id }, body }
      const decided = await asOperator(around, options, (server) => ask(server, cloudApi['case.decide'], parts))
      return { json: decided, text: textOf(decided) }
    },
  )
  addOperatorOptions(command)
    .requiredOption('--words <text>', 'what the customer is told')
    .option('--contract <number>', 'granted: the contract that the license stands in')
    .option('--product <product>', 'granted: the product')
    .option('--generation <version>', 'granted: its generation')
    .option('--quantity <n>', 'granted: how many', '1')
    .option('--until <day>', 'granted: its last day; without it, it never ends')
}

function decisionOf(decision: string, options: DecideOptions) {
  const { contract, product, generation } = options
  const granted = { contract, product, generation, quantity: Number(options.quantity), until: options.until ?? null }
  const parsed = caseDecisionSchema.safeParse(decision === 'granted' ? { decision, ...granted } : { decision })
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw usageError(`This is not a decision: ${places.join('; ')}.`, '--help shows what each decision needs.')
}
