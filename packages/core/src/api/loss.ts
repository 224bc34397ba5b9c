import { z } from 'zod'
import { idSchema } from '../id.ts'
import { serialSchema } from '../license.ts'
import { caseAnswerSchema } from './case.ts'
import type { Operation } from './operation.ts'
import { companyQuery, documentSchema } from './parts.ts'

export const reportLossBodySchema = z.strictObject({
  serial: serialSchema,
  what: z.enum(['lost', 'broken']),
  words: z.string().min(1).max(2000),
})

/** Dongles that are lost or broken [Q98]. */
export const lossApi = {
  'loss.report': {
    method: 'put',
    path: '/v1/lost-dongles/{case}',
    summary:
      'Report a dongle as lost or broken: it is blocked, bridge licenses serve until support has decided, and a case is opened',
    parameters: z.strictObject({ case: idSchema('case') }),
    query: companyQuery,
    body: reportLossBodySchema,
    answer: caseAnswerSchema,
    problems: [
      'not-signed-in',
      'not-allowed',
      'company-not-chosen',
      'dongle-not-yours',
      'request-invalid',
      'company-frozen',
    ],
  },
  'block-list.read': {
    method: 'get',
    path: '/v1/block-list',
    summary: 'The status list: blocked dongles and what is revoked, by hashes, signed; leases name its newest version',
    answer: z.strictObject({
      /** 0 while nothing was ever blocked or revoked. */
      version: z.int().min(0),
      list: z.union([z.null(), documentSchema]),
    }),
    problems: [],
  },
} as const satisfies Record<string, Operation>
