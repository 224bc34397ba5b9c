import { z } from 'zod'
import { keyFileSchema } from '../document/key-set.ts'
import { idSchema } from '../id.ts'
import { nameSchema } from '../license.ts'
import type { Operation } from './operation.ts'
import { companyQuery } from './parts.ts'

/** Who is asking, and the keys that everybody verifies with. */
export const accountApi = {
  'keys.read': {
    method: 'get',
    path: '/v1/keys',
    summary: 'The root key and the key set it signed: everything a verifier keeps',
    answer: keyFileSchema,
    problems: [],
  },
  'me.read': {
    method: 'get',
    path: '/v1/me',
    summary: 'Who is asking: user, company, role',
    query: companyQuery,
    answer: z.strictObject({
      user: z.strictObject({ id: idSchema('user'), email: z.string(), name: z.string() }),
      company: z.union([z.null(), z.strictObject({ id: idSchema('company'), name: nameSchema })]),
      role: z.string(),
      vendor: nameSchema,
    }),
    problems: ['not-signed-in'],
  },
  'username.check': {
    method: 'get',
    path: '/v1/usernames/{username}',
    summary: 'Whether a username belongs to the caller’s company [Q20]',
    parameters: z.strictObject({ username: z.string().min(1).max(254) }),
    answer: z.strictObject({ username: z.string(), inCompany: z.boolean() }),
    problems: ['not-signed-in', 'rate-limited'],
  },
} as const satisfies Record<string, Operation>
