import type { ErrorRow } from './row.ts'

/** Support cases. */
export const caseErrors = {
  'case-unknown': {
    status: 404,
    say: 'There is no such support case.',
    next: 'Check the number, or look at the list of cases.',
  },
  'case-decided': {
    status: 409,
    say: 'This support case was decided before.',
    next: 'Look at what was decided, and open a new case if something is missing.',
  },
  'dongle-not-yours': {
    status: 409,
    say: 'This dongle is not one of your company.',
    next: 'Check the serial: it is printed on the dongle, and stands in the list of licenses.',
  },
  'decision-unfit': {
    status: 409,
    say: 'A case of this kind cannot end so.',
    next: 'Choose another decision: the list of decisions says what each is for.',
  },
  'contract-unknown': {
    status: 404,
    say: 'This company has no such contract.',
    next: 'Import the contract first, then decide the case.',
  },
} as const satisfies Record<string, ErrorRow>
