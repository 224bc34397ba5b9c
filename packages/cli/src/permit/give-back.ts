import { localApi } from '@undongle/core/api/local'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import { CommandError } from '../command/command-error.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask, type Server } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'

/** So that a transfer on another machine need not wait until this machine's permit has run out. */
export function addPermitGiveBack(parent: Command, around: Surroundings): void {
  addCommand(
    parent,
    around,
    'give-back <serial>',
    'give the permit of a dongle back now: this machine no longer uses it, and a transfer elsewhere need not wait',
    async (_, serial = '') => {
      const server = licenseServer(around)
      const parameters = { dongle: await heldBySerial(server, serial) }
      const given = await ask(server, localApi['permit.give-back'], { parameters, body: {} })
      return { json: given, text: words[given.answer], exit: given.answer === 'owed' ? 'waiting' : 'ok' }
    },
  )
}

const words = {
  returned: 'The permit is given back. Plug the dongle in anew to use it here again.',
  owed: 'The permit is gone from this machine. The cloud is told as soon as it can be reached.',
  none: 'There was no permit any more.',
} as const

async function heldBySerial(server: Server, named: string): Promise<string> {
  const { permits } = await ask(server, localApi['permit.list'])
  const held = permits.find(({ serial, dongle }) => serial === named || dongle === named)
  if (held !== undefined) return held.dongle
  throw new CommandError(
    'refused',
    'permit-needed',
    `This machine holds no permit of a dongle ${named}.`,
    'See `undongle permit list`.',
  )
}
