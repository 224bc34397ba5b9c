import type { ErrorRow } from './row.ts'

/** Machines of a network, and serving them. */
export const nodeErrors = {
  'join-refused': {
    status: 403,
    say: 'The join token is not, or no longer, the one of this License Server.',
    next: 'Take the token that `undongle lan token` shows on the machine of the License Server.',
  },
  'node-unknown': {
    status: 401,
    say: 'This machine has not joined, or was taken out.',
    next: 'Start the application again with the join token.',
  },
  'lan-off': {
    status: 409,
    say: 'This License Server serves its own machine only.',
    next: 'Switch it on for the network first: `undongle lan on`.',
  },
  'lan-port-taken': {
    status: 409,
    say: 'Another program uses the port for the network.',
    next: 'Stop the other program, or choose another port with UNDONGLE_LAN_PORT.',
  },
} as const satisfies Record<string, ErrorRow>
