import type { ErrorRow } from './row.ts'

/** Transfers, and what operators declare about them. */
export const transferErrors = {
  'transfer-id-reused': {
    status: 409,
    say: 'This transfer id belongs to another dongle.',
    next: 'Start a new transfer.',
  },
  'transfer-unknown': {
    status: 404,
    say: 'There is no such transfer.',
    next: 'Check the id, or look at the list of transfers.',
  },
  'plan-changed': {
    status: 409,
    say: 'The plan has changed since you confirmed it.',
    next: 'Look at the new plan and confirm it again.',
  },
  'one-at-a-time': {
    status: 409,
    say: 'One dongle moves at a time, and another one is being transferred.',
    next: 'Wait until that transfer is finished, then transfer this dongle.',
  },
  busy: {
    status: 409,
    say: 'Another company has an open transfer of this dongle.',
    next: 'Contact support. The dongle keeps working meanwhile.',
  },
  'company-frozen': {
    status: 409,
    say: 'Transfers of this company are stopped: its records contradict each other.',
    next: 'Contact support. Nothing was lost, and trying again later is safe.',
  },
  superseded: {
    status: 409,
    say: 'A newer certificate has replaced this one.',
    next: 'Use the newer certificate. Nothing was lost.',
  },
  'nonce-stale': {
    status: 409,
    say: 'The dongle’s statement is out of date.',
    next: 'Try again: a new statement is made.',
  },
  'cancel-too-late': {
    status: 409,
    say: 'The dongle has given its licenses away already: this transfer can only be finished.',
    next: 'Nothing to do: it goes on by itself.',
  },
  'cancel-unproven': {
    status: 409,
    say: 'The dongle does not show that this transfer is over.',
    next: 'Keep the dongle plugged in and try again.',
  },
  'cancel-needs-certificate': {
    status: 409,
    say: 'The certificate of the dongle’s transfer before this one is not here yet.',
    next: 'Connect to the license cloud: it is fetched by itself. Nothing is lost.',
  },
  'person-needed': {
    status: 403,
    say: 'Only a person who is signed in by name may declare this.',
    next: 'Sign in with your own e-mail address: a token is nobody in particular.',
  },
  'second-person-needed': {
    status: 409,
    say: 'Who proposed this cannot approve it.',
    next: 'Ask another operator to approve it.',
  },
  'proposal-unknown': {
    status: 404,
    say: 'Nobody has proposed this.',
    next: 'Propose it first, with the reason; another operator approves it then.',
  },
  'force-too-early': {
    status: 409,
    say: 'A transfer can be finished without its dongle only 14 days after its order.',
    next: 'Wait, and look for the dongle: as soon as any License Server sees it, the transfer goes on by itself.',
  },
  'force-refused': {
    status: 409,
    say: 'This transfer does not wait for its dongle.',
    next: 'Look at it again: it may have been finished or cancelled meanwhile.',
  },
  'correction-refused': {
    status: 409,
    say: 'The licenses of this transfer are no longer where it brought them.',
    next: 'Look at its newer certificate, and correct that one.',
  },
  'transfer-finished': {
    status: 409,
    say: 'This transfer is finished.',
    next: 'Look at its result.',
  },
  'target-user-unknown': {
    status: 409,
    say: 'The target username does not belong to your company.',
    next: 'Enter a username of your own company.',
  },
  'cancel-refused': {
    status: 409,
    say: 'This transfer can no longer be called off.',
    next: 'Let it finish: what it moves arrives in your account.',
  },
} as const satisfies Record<string, ErrorRow>
