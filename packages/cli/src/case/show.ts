import type { CaseAnswer } from '@undongle/core/api/case'
import { cloudApi } from '@undongle/core/api/cloud'
import { planReasonWords } from '@undongle/core/transfer/words'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

export function addCaseShow(parent: Command, around: Surroundings): void {
  const summary = 'one support case: what happened, what the user saw, and what was decided'
  const command = addCommand<OperatorOptions>(parent, around, 'show <case>', summary, async ({ options }, id = '') => {
    const parts = { parameters: { case: id } }
    const found = await asOperator(around, options, (server) => ask(server, cloudApi['case.read'], parts))
    return { json: found, text: textOf(found) }
  })
  addOperatorOptions(command)
}

export function textOf(found: CaseAnswer): string {
  const { facts, decided } = found
  return [
    `${found.id}: ${found.topic}, ${found.severity}`,
    `Company ${found.company}, opened ${found.openedAt}, came up ${found.attempts} times`,
    ...(facts.dongle === null ? [] : [`Dongle ${facts.dongle.serial}`]),
    ...(facts.policy === null ? [] : [`Policy ${facts.policy.name} version ${facts.policy.version}`]),
    ...(facts.contracts.length === 0 ? [] : [`Contracts ${facts.contracts.join(', ')}`]),
    ...(facts.shown === null ? [] : [`The user saw: ${facts.shown.title}. ${facts.shown.say}`]),
    ...(facts.words === null ? [] : [`The customer wrote: ${facts.words}`]),
    ...facts.licenses.map(
      ({ license, reason }) =>
        `  ${license.product} ${license.generation}: ${reason === null ? 'is on it' : planReasonWords[reason]}`,
    ),
    ...facts.bridge.map(({ product, until }) => `Until ${until} ${product} is bridged.`),
    decided === null ? 'Not decided yet.' : `Decided ${decided.at}: ${decided.decision.decision}. ${decided.words}`,
  ].join('\n')
}
