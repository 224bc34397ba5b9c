import { cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

export function addActivationQuota(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    'quota <reseller> <product> <uses>',
    'how many uses of codes a reseller may make of a product, in all',
    async ({ options }, reseller = '', product = '', uses = '') => {
      const parts = { parameters: { reseller, product }, body: { uses: Number(uses) } }
      const answer = await asOperator(around, options, (server) => ask(server, cloudApi['activation-quota.put'], parts))
      return { json: answer, text: `${answer.made} of ${answer.uses} are made.` }
    },
  )
  addOperatorOptions(command)
}
