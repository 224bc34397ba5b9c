import { localApi } from '@undongle/core/api/local'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'

export function addDrawer(parent: Command, around: Surroundings): void {
  addCommand(parent, around, 'drawer', 'the evaluation dongles that can be plugged in', async () => {
    const answer = await ask(licenseServer(around), localApi['drawer.read'])
    const rows = answer.dongles.map(({ name, plugged, shows }) => [
      name,
      plugged ? 'plugged in' : 'in the drawer',
      shows,
    ])
    return { json: answer, text: table(['NAME', 'WHERE', 'SHOWS'], rows, 'The drawer is empty.') }
  })
}
