import { localApi } from '@undongle/core/api/local'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'

export function addPlug(parent: Command, around: Surroundings, verb: 'plug' | 'unplug'): void {
  const summary = verb === 'plug' ? 'plug an evaluation dongle in' : 'unplug an evaluation dongle'
  addCommand(parent, around, `${verb} <name>`, summary, async (_, name = '') => {
    const parts = { parameters: { name }, body: { plugged: verb === 'plug' } }
    const answer = await ask(licenseServer(around), localApi['drawer.put'], parts)
    return { json: answer, text: `${answer.name} is ${answer.plugged ? 'plugged in' : 'in the drawer'}.` }
  })
}
