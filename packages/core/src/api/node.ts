import { z } from 'zod'
import { idSchema } from '../id.ts'
import { joinSecretSchema } from '../lan/join-token.ts'
import { nameSchema } from '../license.ts'
import { localLeaseApi } from './local/lease.ts'
import { localStatusApi } from './local/status.ts'
import type { Operation } from './operation.ts'

// What a License Server answers the machines of its network, over TLS. Each call but joining carries `Authorization: Bearer <node>.<key>`.

const { 'lease.put': putLease, 'lease.release': releaseLease } = localLeaseApi
/** What nodes send is small. */
const bodySizeBytes = 4096

export const nodeApi = {
  'node.join': {
    method: 'put',
    path: '/v1/nodes/{node}',
    summary: 'A machine joins with a key of its own; the same again is the same node',
    parameters: z.strictObject({ node: idSchema('node') }),
    body: z.strictObject({ secret: joinSecretSchema, key: joinSecretSchema, name: nameSchema }),
    bodySizeBytes,
    answer: z.strictObject({ node: idSchema('node') }),
    problems: ['join-refused', 'rate-limited'],
  },
  'keys.read': {
    ...localStatusApi['keys.read'],
    problems: ['node-unknown', 'rate-limited'],
  },
  'lease.put': {
    ...putLease,
    bodySizeBytes,
    problems: [...putLease.problems, 'node-unknown', 'rate-limited'],
  },
  'lease.release': {
    ...releaseLease,
    problems: ['node-unknown', 'rate-limited'],
  },
} as const satisfies Record<string, Operation>
