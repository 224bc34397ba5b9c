import type { HeldLicense } from '@undongle/core/api/license'
import { localApi } from '@undongle/core/api/local'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'
import { quantityText, termText } from './words.ts'

export function addLicenseList(parent: Command, around: Surroundings): void {
  addCommand(parent, around, 'list', 'every license usable or known here, whatever its source', async () => {
    const answer = await ask(licenseServer(around), localApi['license.list'])
    const asOf = answer.asOf === null ? 'The cloud has not told yet.' : `As the cloud said at ${answer.asOf}.`
    const head = ['PRODUCT', 'NAME', 'QUANTITY', 'UNTIL', 'PLACE', 'DONGLE', 'LICENSE']
    return { json: answer, text: `${table(head, answer.licenses.map(rowOf), 'No licenses.')}\n${asOf}` }
  })
}

function rowOf({ license, metered, place, dongle }: HeldLicense): string[] {
  return [
    license.product,
    license.name,
    quantityText(license.quantity, metered),
    termText(license.term),
    place,
    dongle ?? '',
    license.id,
  ]
}
