import { localApi } from '@undongle/core/api/local'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'

export function addDongleList(parent: Command, around: Surroundings): void {
  addCommand(parent, around, 'list', 'the dongles plugged in', async () => {
    const answer = await ask(licenseServer(around), localApi['dongle.list'])
    const head = ['DONGLE', 'SERIAL', 'LABEL', 'DRIVER', 'STATE', 'PIN', 'LICENSES']
    const rows = table(head, answer.dongles.map(rowOf), 'No dongle is plugged in.')
    return { json: answer, text: [rows, ...answer.dongles.flatMap(problemOf)].join('\n') }
  })
}

function rowOf({ dongle, serial, label, driver, state, pin, licenses, told }: SeenDongle): string[] {
  const on = licenses.filter((license) => license.state !== 'off').length
  return [
    dongle,
    serial,
    label,
    driver.name,
    state,
    pin,
    state === 'ready' && told === undefined ? `${on} of ${licenses.length}` : '',
  ]
}

/** Why one can't be used now, and what to do. */
function problemOf({ label, serial, problem }: SeenDongle): string[] {
  return problem === null ? [] : [`\n${label} (${serial}): ${problem.title} ${problem.next}`]
}
