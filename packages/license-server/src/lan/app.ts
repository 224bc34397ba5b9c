import { ApiError, toProblem } from '@undongle/core/api/error'
import { nodeApi } from '@undongle/core/api/node'
import { makeId, type NodeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { minuteMs, secondMs } from '@undongle/core/time'
import { type Context, Hono } from 'hono'
import { toApiError } from '../http/problem.ts'
import { retryAfter } from '../http/retry-after.ts'
import { route } from '../http/route.ts'
import type { LicenseServer } from '../license-server.ts'
import { Allowances } from './allowance.ts'
import type { Nodes } from './nodes.ts'

/** A node's applications start together, and then ask every few minutes. */
const nodeLimits = { atOnce: 60, refillMs: secondMs }
/** Three hundred nodes may stand behind one address, so only wrong tries count. */
const wrongTryLimits = { atOnce: 20, refillMs: minuteMs / 4 }

interface Env {
  Bindings: { readonly incoming?: { readonly socket: { readonly remoteAddress?: string } } }
}

interface Deps {
  readonly server: Pick<LicenseServer, 'keys' | 'leases' | 'log' | 'now'>
  readonly nodes: Nodes
  readonly chance: () => number
}

/**
 * What machines of the network may ask: to join, for keys, and for seats. None of the page's own interface is here, and nothing that a
 * browser sends: an application sends no Origin.
 */
export function makeLanApp({ server, nodes, chance }: Deps): Hono<Env> {
  const app = new Hono<Env>()
  const asked = new Allowances(nodeLimits)
  const wrongTries = new Allowances(wrongTryLimits)

  app.onError((error, c) => {
    const failure = toApiError(error)
    const problem = toProblem(failure, makeId('case', server.now(), random))
    const log = failure.code === 'internal-error' ? server.log.error : server.log.debug
    log.call(server.log, { code: failure.code, requestId: problem.requestId, detail: failure.detail }, 'node refused')
    return c.body(JSON.stringify(problem), problem.status as 400, {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...retryAfter(failure, chance),
    })
  })
  app.notFound(() => {
    throw new ApiError('not-found')
  })
  app.use(async (c, next) => {
    if (c.req.header('origin') !== undefined) throw new ApiError('origin-refused')
    await next()
  })

  /** @throws ApiError `node-unknown`, `rate-limited` */
  function requireNode(c: Context<Env>): NodeId {
    const node = counted(c, () => nodes.require(c.req.header('authorization')))
    if (!asked.take(node, server.now())) throw new ApiError('rate-limited')
    return node
  }

  /** Wrong keys and secrets, by the address they come from. */
  function counted<Answer>(c: Context<Env>, act: () => Answer): Answer {
    const address = c.env.incoming?.socket.remoteAddress ?? ''
    if (!wrongTries.has(address, server.now())) throw new ApiError('rate-limited')
    try {
      return act()
    } catch (error) {
      wrongTries.take(address, server.now())
      throw error
    }
  }

  route(app, nodeApi['node.join'], ({ parameters: { node }, body }, c) => {
    counted(c, () => nodes.join({ node, ...body }))
    return { node }
  })
  route(app, nodeApi['keys.read'], (_, c) => {
    requireNode(c)
    return server.keys()
  })
  route(app, nodeApi['lease.put'], ({ parameters, body }, c) =>
    server.leases.put(parameters.lease, body, requireNode(c)),
  )
  route(app, nodeApi['lease.release'], async ({ parameters }, c) => ({
    released: await server.leases.release(parameters.lease, requireNode(c)),
  }))
  return app
}
