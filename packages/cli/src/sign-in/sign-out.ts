import { localApi } from '@undongle/core/api/local'
import type { Command } from 'commander'
import { addCommand } from '../command/act.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'
import { signInText } from './words.ts'

export function addSignOut(parent: Command, around: Surroundings): void {
  addCommand(parent, around, 'sign-out', 'sign this License Server out, or drop a code that waits', async () => {
    const signIn = await ask(licenseServer(around), localApi['sign-in.end'])
    return { json: signIn, text: `This License Server: ${signInText(signIn)}.` }
  })
}
