import { cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

export function addActivationWithdraw(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    'withdraw <batch>',
    'let nobody redeem the rest of a batch; licenses that were redeemed stay',
    async ({ options }, batch = '') => {
      const parts = { parameters: { batch }, body: {} }
      const answer = await asOperator(around, options, (server) =>
        ask(server, cloudApi['activation-batch.withdraw'], parts),
      )
      const { codes, usesEach, usesLeft } = answer.batch
      return { json: answer, text: `It is withdrawn: ${usesLeft} of ${codes * usesEach} uses were left.` }
    },
  )
  addOperatorOptions(command)
}
