import { localApi } from '@undongle/core/api/local'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'

/** ENABLE DONGLE, from a terminal [Q37]. */
export function addDongleService(parent: Command, around: Surroundings, verb: 'enable' | 'disable'): void {
  const summary = verb === 'enable' ? 'start the dongle service' : 'stop the dongle service'
  addCommand(parent, around, verb, summary, async () => {
    const body = { enabled: verb === 'enable' }
    const status = await ask(licenseServer(around), localApi['dongle-service.put'], { body })
    return { json: status, text: `The dongle service is ${status.dongleService.enabled ? 'enabled' : 'disabled'}.` }
  })
}
