import { cloudApi } from '@undongle/core/api/cloud'
import { base64url } from '@undongle/core/encoding'
import { logoSizeBytes } from '@undongle/core/vendor/logo'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { errorOfCode } from '../command/command-error.ts'
import { openFile } from '../command/file.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

/** What makes the pages the vendor's own [Q105]. */
export function addVendorCommands(program: Command, around: Surroundings): void {
  const logo = program
    .command('vendor')
    .description('what makes the pages your own')
    .command('logo')
    .description('the logo that every page shows')
  const put = addCommand<OperatorOptions>(
    logo,
    around,
    'put <file>',
    'show this one: PNG or SVG, at most 32 KB',
    async ({ options }, file = '') => {
      const picture = await openFile(file)
      if (picture.size === 0 || picture.size > logoSizeBytes) throw errorOfCode('logo-refused')
      const parts = { body: { data: base64url(new Uint8Array(await picture.arrayBuffer())) } }
      const answer = await asOperator(around, options, (server) => ask(server, cloudApi['vendor-logo.put'], parts))
      return { json: answer, text: 'Every page shows it; License Servers from their next contact on.' }
    },
  )
  const remove = addCommand<OperatorOptions>(logo, around, 'remove', 'show your name alone', async ({ options }) => {
    const answer = await asOperator(around, options, (server) => ask(server, cloudApi['vendor-logo.remove']))
    return { json: answer, text: answer.removed ? 'The pages show your name alone.' : 'There was no logo.' }
  })
  for (const command of [put, remove]) addOperatorOptions(command)
}
