import { type LocalAnswer, localApi } from '@undongle/core/api/local'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { table } from '../command/table.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'

export function addPermitList(parent: Command, around: Surroundings): void {
  addCommand(parent, around, 'list', 'the permits of this machine, and who waits for one', async () => {
    const answer = await ask(licenseServer(around), localApi['permit.list'])
    const head = ['SERIAL', 'NUMBER', 'UNTIL', 'STATE', 'DONGLE']
    return { json: answer, text: table(head, answer.permits.map(rowOf), 'No permits.') }
  })
}

function rowOf({
  serial,
  number,
  until,
  usable,
  plugged,
  awaited,
}: LocalAnswer<'permit.list'>['permits'][number]): string[] {
  const state = awaited ? 'another machine waits for it' : usable ? 'usable' : 'ended'
  return [serial, String(number), until, state, plugged ? 'plugged in' : 'not plugged in']
}
