import type { ErrorRow } from './row.ts'

/** Waves, and who may bring somebody into one. */
export const waveErrors = {
  'wave-name-taken': {
    status: 409,
    say: 'This line has another wave of that name.',
    next: 'Choose another name, or change the wave that has it.',
  },
  'waves-too-many': {
    status: 409,
    say: 'There are as many waves as this cloud keeps.',
    next: 'Change a wave that is over instead of planning a new one.',
  },
  'wave-paused': {
    status: 409,
    say: 'The wave is paused.',
    next: 'See in its changes why it was paused, and resume it with a note.',
  },
  'nominations-used-up': {
    status: 409,
    say: 'As many customers as this wave allows each reseller were nominated already.',
    next: 'Ask the vendor for more places, or wait for the next wave.',
  },
  'reseller-needed': {
    status: 403,
    say: 'Only a reseller nominates customers.',
    next: 'Sign in as somebody of the reseller; the vendor puts companies on the list of a wave.',
  },
} as const satisfies Record<string, ErrorRow>
