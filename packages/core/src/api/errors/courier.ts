import type { ErrorRow } from './row.ts'

/** Files that are carried between a machine without a network and the cloud: what can be mixed up on the way, each with what to do. */
export const courierErrors = {
  'courier-waiting': {
    status: 503,
    say: 'This waits to be carried to the license cloud.',
    next: 'Write the request file under Courier, have it answered on a machine with a network, and read the answer here.',
  },
  'courier-off': { status: 409, say: 'Courier mode is off.', next: 'Switch it on under Courier first.' },
  'courier-nothing': {
    status: 409,
    say: 'Nothing waits to be carried.',
    next: 'Start what you want to do: what needs the license cloud is put down here.',
  },
  'courier-unreadable': {
    status: 422,
    say: 'This is no courier file.',
    next: 'Take the file that the License Server or the console wrote, whole and unchanged.',
  },
  'courier-part-missing': {
    status: 422,
    say: 'Not all parts of the letter were read.',
    next: 'Read the QR codes that are still missing too; the order does not matter.',
  },
  'courier-parts-mixed': {
    status: 422,
    say: 'These are parts of two different letters.',
    next: 'Empty the field, and read the codes of one letter only.',
  },
  'courier-changed': {
    status: 422,
    say: 'The file was changed or cut off on its way. Nothing in it was believed.',
    next: 'Carry it again: the file on the machine that wrote it is still good.',
  },
  'courier-is-request': {
    status: 409,
    say: 'This is the request, not its answer.',
    next: 'Have it answered in the console or by `undongle courier answer`, and bring that answer here.',
  },
  'courier-is-answer': {
    status: 409,
    say: 'This is an answer, not a request.',
    next: 'Take it to the machine that wrote the request.',
  },
  'courier-other-machine': {
    status: 409,
    say: 'This answer is for another machine.',
    next: 'Take it to the machine whose request it answers.',
  },
  'courier-other-cloud': {
    status: 409,
    say: 'This request is for another license cloud.',
    next: 'Have it answered by the cloud that the machine belongs to.',
  },
  'courier-read': {
    status: 409,
    say: 'This answer was read before, or nothing waits for it any more. Nothing was changed.',
    next: 'If something still waits, write a new request.',
  },
  'courier-superseded': {
    status: 409,
    say: 'A newer request of this machine was answered already.',
    next: 'Use the answer to the newer one, or write a new request on the machine.',
  },
  'courier-expired': {
    status: 410,
    say: 'This request is older than 30 days.',
    next: 'Write a new request on the machine; nothing was lost.',
  },
  'courier-needs-person': {
    status: 403,
    say: 'This request signs a machine in: a person has to say for which company.',
    next: 'Sign in to the console, choose the company and answer it there.',
  },
} as const satisfies Record<string, ErrorRow>
