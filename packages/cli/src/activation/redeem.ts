import { readActivationCode } from '@undongle/core/activation/code'
import { cloudApi } from '@undongle/core/api/cloud'
import { makeId } from '@undongle/core/id'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { errorOfCode } from '../command/command-error.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

/** Somebody of the customer signs in for it; what is mistyped is found here, before anybody is asked. */
export function addActivationRedeem(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions & { company?: string; license?: string }>(
    parent,
    around,
    'redeem <code>',
    'turn a code into a license of the company; --email names one of its people',
    async ({ options }, code = '') => {
      if (!readActivationCode(code).ok) throw errorOfCode('activation-code-mistyped')
      const license = options.license ?? makeId('license', around.now(), around.random)
      const query = options.company === undefined ? {} : { company: options.company }
      const answer = await asOperator(around, options, (server) =>
        ask(server, cloudApi['activation.redeem'], { parameters: { license }, query, body: { code } }),
      )
      const { name, quantity, id } = answer.license
      return { json: answer, text: `${name}, ${quantity}: it is in your cloud now (${id}).` }
    },
  )
    .option('--company <id>', 'for those who belong to several')
    .option('--license <id>', 'the id of an earlier try whose answer was lost')
  addOperatorOptions(command)
}
