import { type ApiErrorCode, apiErrors, isApiErrorCode } from '@undongle/core/api/errors'

/** How a command can end. The page docs/reference/exit-codes.md is built from this table. */
export const exitCodes = {
  ok: { code: 0, meaning: 'Done.' },
  failure: {
    code: 1,
    meaning: 'Something went wrong on this side: a file, the disk, a driver, or a fault in the program.',
  },
  usage: { code: 2, meaning: 'The command was written wrongly, or an option is missing.' },
  refused: {
    code: 3,
    meaning: 'A rule said no; what to do next is told. Asking again gives the same answer until that is done.',
  },
  unreachable: { code: 4, meaning: 'The License Server or the cloud could not be reached. Trying again is safe.' },
  'not-signed-in': { code: 5, meaning: 'Nobody is signed in, or the sign-in was refused.' },
  'verification-failed': {
    code: 6,
    meaning: 'A certificate, the log of certificates or the ledger did not verify: a named check failed.',
  },
  waiting: {
    code: 7,
    meaning: 'Not finished: it waits for a person (a PIN, a dongle, a confirmation, a sign-in). Nothing is lost.',
  },
} as const satisfies Record<string, { code: number; meaning: string }>
export type ExitName = keyof typeof exitCodes

const byCode: Partial<Record<ApiErrorCode, ExitName>> = {
  'cloud-unreachable': 'unreachable',
  'license-server-unreachable': 'unreachable',
  'rate-limited': 'unreachable',
  'courier-waiting': 'waiting',
  'request-invalid': 'usage',
  'request-too-large': 'usage',
}

/** How a command ends that got this problem. */
export function exitOfProblem(code: string): ExitName {
  if (!isApiErrorCode(code)) return 'refused'
  const status: number = apiErrors[code].status
  return byCode[code] ?? (status === 401 ? 'not-signed-in' : status >= 500 ? 'failure' : 'refused')
}
