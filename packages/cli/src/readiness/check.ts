import { type LocalAnswer, localApi } from '@undongle/core/api/local'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { ExitName } from '../command/exit-code.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'

interface ReadinessOptions {
  readonly updated?: boolean
  readonly product?: string
  readonly returnTo?: string
}

/** What an application asks its License Server before its licensed work [Q06], for scripts and for who looks for the reason. */
export function addReadiness(program: Command, around: Surroundings): void {
  addCommand<ReadinessOptions>(
    program,
    around,
    'readiness <line> <version>',
    'whether an application of this version can work here, or has to transfer first',
    async ({ options: { updated, product, returnTo } }, line = '', version = '') => {
      const server = licenseServer(around)
      const answer = await ask(server, localApi['readiness.read'], {
        query: {
          line,
          version,
          moment: updated === true ? 'update' : 'sign-in',
          ...(product === undefined ? {} : { product }),
          ...(returnTo === undefined ? {} : { returnTo }),
        },
      })
      const page = answer.page === null ? [] : [`Page: ${new URL(answer.page, server.address)}`]
      return {
        json: answer,
        text: [`${answer.answer}: ${answer.say}`, answer.next, ...page].filter((line) => line !== '').join('\n'),
        exit: exits[answer.answer],
      }
    },
  )
    .option('--updated', 'it was updated just now')
    .option('--product <product>', 'the product it needs to work')
    .option('--return-to <address>', 'where the pages lead back to; the vendor registers it')
}

const exits: Record<LocalAnswer<'readiness.read'>['answer'], ExitName> = {
  ready: 'ok',
  'transfer-offered': 'ok',
  'transfer-required': 'waiting',
  'production-stop': 'refused',
}
