import { cloudApi } from '@undongle/core/api/cloud'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { asOperator, type OperatorOptions } from '../server/cloud.ts'
import { addOperatorOptions } from '../server/operator-options.ts'

/** What a reseller does for its own customers: it signs in with its own e-mail address. */
export function addWaveNominate(parent: Command, around: Surroundings): void {
  const command = addCommand<OperatorOptions & { note?: string }>(
    parent,
    around,
    'nominate <wave> <company>',
    'bring a customer into a wave; --email names one of the reseller’s people',
    async ({ options }, wave = '', company = '') => {
      const parts = { parameters: { wave }, query: { company }, body: { note: options.note ?? '' } }
      const answer = await asOperator(around, options, (server) => ask(server, cloudApi['wave.nominate'], parts))
      const { released, left } = answer
      const told = released.length === 0 ? 'It was in already, with all its dongles.' : released.join('\n')
      return { json: answer, text: `${told}\nPlaces left: ${left}` }
    },
  ).option('--note <text>', 'why')
  addOperatorOptions(command)
}
