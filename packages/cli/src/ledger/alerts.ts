import { cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

export function addLedgerAlerts(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions>(
    parent,
    around,
    'alerts',
    'what went wrong in the cloud and needs somebody to look, newest first',
    async ({ options }) => {
      const answer = await asOperator(around, options, (server) => ask(server, cloudApi['alert.list']))
      const rows = answer.alerts.map(({ raisedAt, company, kind, detail }) => [raisedAt, company ?? '', kind, detail])
      return { json: answer, text: table(['RAISED', 'COMPANY', 'KIND', 'DETAIL'], rows, 'No alerts.') }
    },
  )
  addOperatorOptions(command)
}
