import { localApi } from '@undongle/core/api/local'
import type { SignInState } from '@undongle/core/api/local/sign-in'
import type { Command } from 'commander'
import { addCommand, type Output } from '../command/act.ts'
import { CommandError } from '../command/command-error.ts'
import type { Surroundings } from '../command/surroundings.ts'
import { ask, type Server } from '../server/ask.ts'
import { licenseServer } from '../server/license-server.ts'
import { signInText } from './words.ts'

const pollMs = 2000

export function addSignIn(parent: Command, around: Surroundings): void {
  addCommand<{ wait: boolean }>(
    parent,
    around,
    'sign-in',
    'sign this License Server in: shows a code and a link, and waits until somebody approved it',
    async ({ options, progress }) => {
      const server = licenseServer(around)
      const started = await ask(server, localApi['sign-in.start'], { body: {} })
      if (!options.wait || started.state !== 'waiting') return outputOf(started)
      progress(`Open ${started.verificationUriComplete}`)
      progress(`and approve the code ${started.userCode} until ${started.expiresAt}.`)
      return outputOf(await waitForApproval(server, around))
    },
  ).option('--no-wait', 'print the code and the link, and do not wait')
}

/** The License Server polls the cloud; the command line only looks at what came of it. */
async function waitForApproval(server: Server, around: Surroundings): Promise<SignInState> {
  for (;;) {
    const { signIn } = await ask(server, localApi['status.read'])
    if (signIn.state !== 'waiting') return signIn
    await around.wait(pollMs)
  }
}

function outputOf(signIn: SignInState): Output {
  switch (signIn.state) {
    case 'signed-in':
      return { json: signIn, text: `Signed in: ${signInText(signIn)}` }
    case 'waiting':
      return {
        json: signIn,
        text: `Open ${signIn.verificationUriComplete}\nand approve the code ${signIn.userCode}.`,
        exit: 'waiting',
      }
    case 'denied':
    case 'expired':
    case 'signed-out':
      throw new CommandError(
        'not-signed-in',
        `sign-in-${signIn.state}`,
        `Nobody is signed in: ${signInText(signIn)}.`,
        'Run `undongle sign-in` again.',
      )
  }
}
