import type { ErrorRow } from './row.ts'

/** The points of metered licenses. */
export const meterErrors = {
  'meter-unknown': {
    status: 404,
    say: 'There is no metered license of this kind in the account.',
    next: 'If it is still on a dongle, move it into the account first.',
  },
  'points-used-up': {
    status: 409,
    say: 'There are not enough points left.',
    next: 'Buy more points from the vendor. Nothing was taken.',
  },
  'meter-entry-reused': {
    status: 409,
    say: 'This id was used before, for something else.',
    next: 'Make a new id for each piece of work, and repeat only the same one.',
  },
  'points-offline': {
    status: 409,
    say: 'Points can only be taken with contact to the license cloud. Nothing was taken.',
    next: 'Connect this machine to the license cloud, then try again.',
  },
  'points-unsettled': {
    status: 503,
    say: 'The license cloud has not answered whether the points were taken.',
    next: 'Try again with the same id: it takes them once, however often it is repeated.',
  },
} as const satisfies Record<string, ErrorRow>
