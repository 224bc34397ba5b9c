import { hostname } from 'node:os'
import { nodeApi } from '@undongle/core/api/node'
import { pathOf } from '@undongle/core/api/operation'
import type { JoinToken } from '@undongle/core/lan/join-token'
import { type OwnKey, ownKey } from './own-key.ts'
import { fetchPinned } from './pinned.ts'

/** Refused as unknown: it has not joined yet, or was taken out. */
const unknownNode = 401

/**
 * Requests to a License Server of the network. This machine makes itself a key, keeps it in the application's folder, and joins with the
 * join token when the License Server does not know it.
 */
export function lanFetch(token: JoinToken, folder: string): typeof globalThis.fetch {
  return async (input, init = {}) => {
    const { node, key } = await keyOf(folder)
    const { pathname, search } = new URL(String(input))
    const ask = () =>
      fetchPinned(token, pathname + search, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${node}.${key}` },
      })
    const answer = await ask()
    if (answer.status !== unknownNode) return answer
    const joined = await join(token, { node, key }, init.signal)
    return joined.ok ? ask() : joined
  }
}

function join(token: JoinToken, { node, key }: OwnKey, signal: RequestInit['signal']): Promise<Response> {
  const operation = nodeApi['node.join']
  const body = JSON.stringify({ secret: token.secret, key, name: hostname() })
  const headers = { 'content-type': 'application/json' }
  return fetchPinned(token, pathOf(operation, { node }), {
    method: operation.method.toUpperCase(),
    headers,
    body,
    ...(signal == null ? {} : { signal }),
  })
}

/** An application that opens several products is one node. */
const ownKeys = new Map<string, Promise<OwnKey>>()

function keyOf(folder: string): Promise<OwnKey> {
  const known = ownKeys.get(folder) ?? ownKey(folder)
  ownKeys.set(folder, known)
  known.catch(() => ownKeys.delete(folder)) // a full disk, say: the next request tries again
  return known
}
