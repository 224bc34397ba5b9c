import { localApi } from '@undongle/core/api/local'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import { type CommandError, errorOfCode, usageError } from '../command/command-error.ts'
import { ask, type Server } from '../server/ask.ts'

/**
 * The dongle a person means: by its address, its serial or its key; without a name, the only one that is plugged in.
 *
 * @throws CommandError `dongle-not-found`, or a question which of several is meant
 */
export async function findDongle(server: Server, name: string | undefined): Promise<SeenDongle> {
  const { dongles } = await ask(server, localApi['dongle.list'])
  const found = dongles.filter(({ dongle, serial, key }) => name === undefined || [dongle, serial, key].includes(name))
  const [first, second] = found
  if (first === undefined) throw errorOfCode('dongle-not-found', name)
  if (second === undefined) return first
  throw whichDongle(found)
}

export function whichDongle(dongles: readonly SeenDongle[]): CommandError {
  const names = dongles.map(({ dongle, serial }) => `${dongle} (serial ${serial})`).join(', ')
  return usageError(`Which dongle is meant? ${names}`, 'Name one of them.')
}
