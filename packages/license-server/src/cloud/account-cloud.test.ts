import { ApiError, toProblem } from '@undongle/core/api/error'
import type { ApiErrorCode } from '@undongle/core/api/errors'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { expect, test } from 'vitest'
import type { Store } from '../journal/store.ts'
import type { Session } from '../sign-in/session.ts'
import { openAccountCloud } from './account-cloud.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const token = 'Bearer access'

/** Brings a receipt with a lease to carry over; `session` is how signing fails, `refusal` what the cloud says to a call with a token. */
async function bring(session: ApiErrorCode | undefined, refusal: ApiErrorCode) {
  const calls: (string | null)[] = []
  const connection = {
    url: 'http://cloud.test',
    heard: () => undefined,
    fetch: async (_: unknown, init?: RequestInit) => {
      const by = new Headers(init?.headers).get('authorization')
      calls.push(by)
      const problem = toProblem(new ApiError(by === null ? 'receipt-refused' : refusal), '')
      return new Response(JSON.stringify(problem), { status: problem.status })
    },
  }
  const accessToken = async () => {
    if (session !== undefined) throw new ApiError(session)
    return 'access'
  }
  const cloud = openAccountCloud({} as Store, connection, { accessToken } as Session, () => now)
  const lease = { lease: makeId('lease', now, random), product: 'clinic-scan', version: '6.0' }
  const receipt = { order: 'o', receipt: 'r', key: 'k', serial: 'S', list: 'l', leases: [lease] }
  const failure = await cloud.commit(makeId('transfer', now, random), receipt as never).catch((error) => error.code)
  return [...calls, failure]
}

test.each<[string, ApiErrorCode | undefined, ApiErrorCode, unknown[]]>([
  ['as the machine that is signed in', undefined, 'rate-limited', [token, 'rate-limited']],
  [
    'again by anybody, once the cloud has signed it out',
    undefined,
    'machine-revoked',
    [token, null, 'receipt-refused'],
  ],
  ['by anybody, where nobody is signed in', 'not-signed-in', 'rate-limited', [null, 'receipt-refused']],
  ['later, while the cloud cannot be asked for a token', 'cloud-unreachable', 'rate-limited', ['cloud-unreachable']],
  ['later, while it is too busy for one', 'rate-limited', 'rate-limited', ['rate-limited']],
])('[Q87] a receipt with leases to carry over is brought %s', async (_, session, refusal, seen) => {
  expect(await bring(session, refusal)).toEqual(seen)
})
