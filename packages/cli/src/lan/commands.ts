import { localApi } from '@undongle/core/api/local'
import type { LanNode, LanState } from '@undongle/core/api/local/lan'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'

/** Serving the machines of the network: switched on, let in and taken out on the machine of the License Server. */
export function addLanCommands(program: Command, around: Surroundings): void {
  const lan = program.command('lan').description('serve seats to the machines of the network')
  for (const [word, enabled] of [
    ['on', true],
    ['off', false],
  ] as const) {
    addCommand(lan, around, word, enabled ? 'serve the network' : 'serve this machine only', async () => {
      const json = await ask(licenseServer(around), localApi['lan.put'], { body: { enabled } })
      return { json, text: wordsOf(json) }
    })
  }
  addCommand(lan, around, 'status', 'whether the network is served', async () => {
    const json = await ask(licenseServer(around), localApi['lan.read'])
    return { json, text: wordsOf(json) }
  })
  addCommand<{ replace?: boolean }>(
    lan,
    around,
    'token',
    'the join token that lets machines in',
    async ({ options }) => {
      const body = { replace: options.replace === true }
      const json = await ask(licenseServer(around), localApi['lan.show-token'], { body })
      return { json, text: json.joinToken }
    },
  ).option('--replace', 'make a new one: the one before lets nobody in any more, and who has joined stays')
  addCommand(lan, around, 'nodes', 'the machines that have joined', async () => {
    const json = await ask(licenseServer(around), localApi['lan.list-nodes'])
    return { json, text: table(['NAME', 'SEATS', 'JOINED', 'ASKED LAST', 'NODE'], json.nodes.map(rowOf), 'No nodes.') }
  })
  addCommand(lan, around, 'remove <node>', 'take a machine out, and free its seats', async (_, node = '') => {
    const json = await ask(licenseServer(around), localApi['lan.remove-node'], { parameters: { node } })
    return { json, text: json.removed ? `${node} is out.` : `${node} had not joined.` }
  })
}

const wordsOf = ({ enabled, address, nodes }: LanState): string =>
  enabled ? `The network is served at ${address}; ${nodes} machines have joined.` : 'This machine only is served.'

const rowOf = ({ name, seats, joinedAt, lastAskedAt, node }: LanNode): string[] => [
  name,
  String(seats),
  joinedAt,
  lastAskedAt ?? '',
  node,
]
