import { cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

/** The cloud notices most restores by itself; one that took only permits back looks to it as if nothing had been. */
export function addLedgerRestored(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    'restored',
    'say that the database was put back from a backup: nothing new is promised until every machine has checked in',
    async ({ options }) => {
      const answer = await asOperator(around, options, async (server) => {
        const { epoch } = await ask(server, cloudApi['epoch.read'])
        return ask(server, cloudApi['epoch.start'], { parameters: { epoch: String(epoch + 1) } })
      })
      return {
        json: answer,
        text: `Restore epoch ${answer.epoch} has begun. It ends at ${answer.endsAt} at the latest.`,
      }
    },
  )
  addOperatorOptions(command)
}

export function addLedgerEpoch(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    'epoch',
    'whether the last restore of the database is still being waited out',
    async ({ options }) => {
      const answer = await asOperator(around, options, (server) => ask(server, cloudApi['epoch.read']))
      const { epoch, endsAt, missing } = answer
      const waits = `Restore epoch ${epoch} ends at ${endsAt}, or when ${missing} more machines have checked in.`
      return { json: answer, text: endsAt === null ? `Restore epoch ${epoch}: nothing is waited for.` : waits }
    },
  )
  addOperatorOptions(command)
}
