import { cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

export function addActivationList(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    'list',
    'the batches of codes, newest first',
    async ({ options }) => {
      const answer = await asOperator(around, options, (server) => ask(server, cloudApi['activation-batch.list']))
      const rows = answer.batches.map(({ id, product, codes, usesEach, usesLeft, expiresAt, withdrawnAt }) => [
        id,
        product,
        `${usesLeft} of ${codes * usesEach}`,
        withdrawnAt === null ? expiresAt : 'withdrawn',
      ])
      return { json: answer, text: table(['BATCH', 'PRODUCT', 'LEFT', 'EXPIRES'], rows, 'No codes were made.') }
    },
  )
  addOperatorOptions(command)
}
