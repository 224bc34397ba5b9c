import { z } from 'zod'
import { idSchema } from '../../id.ts'
import { nameSchema } from '../../license.ts'
import { momentSchema } from '../../time.ts'
import type { Operation } from '../operation.ts'

export const signInStateSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('signed-out') }),
  z.strictObject({
    state: z.literal('waiting'),
    userCode: z.string(),
    verificationUri: z.string(),
    verificationUriComplete: z.string(),
    expiresAt: momentSchema,
  }),
  z.strictObject({ state: z.literal('denied') }),
  z.strictObject({ state: z.literal('expired') }),
  z.strictObject({
    state: z.literal('signed-in'),
    user: z.strictObject({ id: idSchema('user'), email: z.string(), name: z.string() }),
    company: z.strictObject({ id: idSchema('company'), name: nameSchema }),
    licenseServer: idSchema('licenseServer'),
    since: momentSchema,
  }),
])
export type SignInState = z.infer<typeof signInStateSchema>

/** Signing this License Server in and out. */
export const localSignInApi = {
  'sign-in.start': {
    method: 'post',
    path: '/v1/sign-in',
    summary: 'Ask the cloud for a code to sign in with; replaces a code that is waiting',
    body: z.strictObject({}),
    answer: signInStateSchema,
    problems: ['cloud-unreachable'],
  },
  'sign-in.end': {
    method: 'delete',
    path: '/v1/sign-in',
    summary: 'Sign out, or drop a waiting code',
    answer: signInStateSchema,
    problems: [],
  },
  'username.check': {
    method: 'get',
    path: '/v1/usernames/{username}',
    summary: 'Whether a username may receive the licenses [Q20]',
    parameters: z.strictObject({ username: z.string().min(1).max(254) }),
    answer: z.strictObject({ username: z.string(), inCompany: z.boolean() }),
    problems: ['not-signed-in', 'cloud-unreachable'],
  },
} as const satisfies Record<string, Operation>
