import { z } from 'zod'
import { idSchema } from '../../id.ts'
import { nameSchema } from '../../license.ts'
import { momentSchema } from '../../time.ts'
import type { Operation } from '../operation.ts'

const lanStateSchema = z.strictObject({
  enabled: z.boolean(),
  /** Where nodes find it; null while it is off. */
  address: z.union([z.null(), z.string()]),
  nodes: z.int().min(0),
})
export type LanState = z.infer<typeof lanStateSchema>

const lanNodeSchema = z.strictObject({
  node: idSchema('node'),
  name: nameSchema,
  joinedAt: momentSchema,
  /** Null when it has not asked since this License Server was started. */
  lastAskedAt: z.union([z.null(), momentSchema]),
  seats: z.int().min(0),
})
export type LanNode = z.infer<typeof lanNodeSchema>

/** Serving the machines of a network: off until somebody switches it on. The page itself is never shown to them. */
export const localLanApi = {
  'lan.read': {
    method: 'get',
    path: '/v1/lan',
    summary: 'Whether this License Server serves the machines of its network, and how many have joined',
    answer: lanStateSchema,
    problems: [],
  },
  'lan.put': {
    method: 'put',
    path: '/v1/lan',
    summary: 'Serve the network, or this machine only; kept over a restart',
    body: z.strictObject({ enabled: z.boolean() }),
    answer: lanStateSchema,
    problems: ['lan-port-taken', 'journal-full'],
  },
  'lan.show-token': {
    method: 'post',
    path: '/v1/lan/join-token',
    summary: 'The join token that lets machines in; replaced, the one before lets nobody in any more',
    body: z.strictObject({ replace: z.boolean() }),
    answer: z.strictObject({ joinToken: z.string() }),
    problems: ['lan-off', 'journal-full'],
  },
  'lan.list-nodes': {
    method: 'get',
    path: '/v1/lan/nodes',
    summary: 'The machines that have joined, and how many seats each holds',
    answer: z.strictObject({ nodes: z.array(lanNodeSchema) }),
    problems: [],
  },
  'lan.remove-node': {
    method: 'delete',
    path: '/v1/lan/nodes/{node}',
    summary: 'Take a machine out: its key counts no more, and its seats are free',
    parameters: z.strictObject({ node: idSchema('node') }),
    answer: z.strictObject({ removed: z.boolean() }),
    problems: [],
  },
} as const satisfies Record<string, Operation>
