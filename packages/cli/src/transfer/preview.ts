import { localApi } from '@undongle/core/api/local'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { findDongle } from '../dongle/find.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'
import { eligibilityText } from './words.ts'

export interface PreviewOptions {
  readonly line: string
  readonly dongle?: string
  readonly targetUser?: string
}

/** What a transfer would do; changes nothing [Q90]. */
export function addTransferPreview(parent: Command, around: Surroundings): void {
  const command = addCommand<PreviewOptions>(
    parent,
    around,
    'preview',
    'what a transfer would do, rule by rule and license by license; changes nothing',
    async ({ options }) => {
      const server = licenseServer(around)
      const { dongle } = await findDongle(server, options.dongle)
      const body = { dongle, line: options.line, targetUser: options.targetUser ?? null }
      const eligibility = await ask(server, localApi['eligibility.check'], { body })
      return { json: eligibility, text: eligibilityText(eligibility), exit: eligibility.eligible ? 'ok' : 'refused' }
    },
  )
  addPlanOptions(command)
}

/** The options that name a plan: preview and start take the same. */
export function addPlanOptions(command: Command): Command {
  return command
    .requiredOption('--line <line>', 'the product line to move')
    .option('--dongle <dongle>', 'address or serial of the dongle; not needed when one is plugged in')
    .option('--target-user <username>', 'who becomes the named contact; without it, who is signed in')
}
