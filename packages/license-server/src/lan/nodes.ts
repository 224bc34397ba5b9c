import { createHash, timingSafeEqual } from 'node:crypto'
import { ApiError } from '@undongle/core/api/error'
import type { LanNode } from '@undongle/core/api/local/lan'
import { base64url, utf8 } from '@undongle/core/encoding'
import { idSchema, type NodeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { countNodes, findNode, listNodes, removeNode, storeNode } from '../journal/nodes.ts'
import { countSeatsOf, listSeatsOf } from '../journal/seats.ts'
import { readSetting, writeSetting } from '../journal/settings.ts'
import type { Store } from '../journal/store.ts'
import type { LeaseDesk } from '../lease/desk.ts'

interface Deps {
  readonly store: Store
  readonly leases: Pick<LeaseDesk, 'release'>
  readonly now: () => Date
}

/** What a machine brings to join. */
export interface Joining {
  readonly node: NodeId
  readonly secret: string
  readonly key: string
  readonly name: string
}

/** More machines than one License Server is for; a script that joins without end stops here. */
const nodesLimit = 5000

/** The machines of the network that may use this License Server. Each has a key of its own, so that one can be taken out alone. */
export class Nodes {
  readonly #deps: Deps
  readonly #asked = new Map<NodeId, Date>()

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** The same again, after a lost answer, is the same node. @throws ApiError `join-refused` */
  join({ node, secret, key, name }: Joining): void {
    const { store, now } = this.#deps
    if (!isSame(secret, this.secret())) throw new ApiError('join-refused', { detail: 'another secret' })
    const known = findNode(store, node)
    if (known !== undefined && !isSame(hashOf(key), known.keyHash))
      throw new ApiError('join-refused', { detail: 'this node has another key' })
    if (known !== undefined) return
    if (countNodes(store) >= nodesLimit) throw new ApiError('join-refused', { detail: 'too many nodes' })
    storeNode(store, { id: node, keyHash: hashOf(key), name, joinedAt: now() })
  }

  /** @param authorization `Bearer <node>.<key>` @throws ApiError `node-unknown` */
  require(authorization: string | undefined): NodeId {
    const [, node, key] = /^Bearer (nod_[0-9a-z]{26})\.([A-Za-z0-9_-]{43})$/.exec(authorization ?? '') ?? []
    const id = idSchema('node').safeParse(node)
    const known = id.success ? findNode(this.#deps.store, id.data) : undefined
    if (known === undefined || !isSame(hashOf(key ?? ''), known.keyHash)) throw new ApiError('node-unknown')
    this.#asked.set(known.id, this.#deps.now())
    return known.id
  }

  list(): LanNode[] {
    const { store, now } = this.#deps
    return listNodes(store).map(({ id, name, joinedAt }) => ({
      node: id,
      name,
      joinedAt: joinedAt.toISOString(),
      lastAskedAt: this.#asked.get(id)?.toISOString() ?? null,
      seats: countSeatsOf(store, id, now()),
    }))
  }

  count(): number {
    return countNodes(this.#deps.store)
  }

  /** Its key counts no more from here on; then its seats are given back. */
  async remove(node: NodeId): Promise<boolean> {
    const { store, leases } = this.#deps
    const removed = removeNode(store, node)
    this.#asked.delete(node)
    for (const seat of listSeatsOf(store, node)) await leases.release(seat, node)
    return removed
  }

  /** The secret of the join token: made at its first use. */
  secret(): string {
    return readSetting(this.#deps.store, 'join-secret') ?? this.replaceSecret()
  }

  /** Whoever has joined stays in; the token from before lets nobody in any more. */
  replaceSecret(): string {
    const secret = base64url(random(32))
    writeSetting(this.#deps.store, 'join-secret', secret)
    return secret
  }
}

/** A key is 256 random bits: its hash need not be slow. */
const hashOf = (key: string): string => createHash('sha256').update(key).digest('base64url')

function isSame(given: string, expected: string): boolean {
  const [a, b] = [utf8(given), utf8(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
