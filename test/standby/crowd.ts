import { setTimeout as sleep } from 'node:timers/promises'
import { cloudApi } from '@undongle/core/api/cloud'
import { pathOf } from '@undongle/core/api/operation'
import { type LeaseId, makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'

/** Clients that check a seat out and give it back, over and over, and ask the same again when no answer comes. */
export interface Crowd {
  /** Every lease that the cloud has answered with. */
  readonly given: ReadonlySet<LeaseId>
  /** Those that nobody has begun to give back. */
  readonly held: ReadonlySet<LeaseId>
  /** The most that were held at one moment. */
  readonly most: number
  /** Resolves when so many more have been given. */
  turns(count: number): Promise<void>
  /** Whoever holds a seat keeps it; resolves when nothing is on its way any more. */
  stop(): Promise<void>
}

interface Asked {
  readonly address: string
  readonly product: string
  /** Nobody gives a seat back before so many have been held at once. */
  readonly seats: number
  /** One for each client. */
  readonly tokens: readonly string[]
}

const retryMs = 50
const heldMs = 20

export function startCrowd({ address, product, seats, tokens }: Asked): Crowd {
  const given = new Set<LeaseId>()
  const held = new Set<LeaseId>()
  let most = 0
  let stopping = false

  /** The same again until there is an answer. */
  async function ask(token: string, operation: 'lease.put' | 'lease.release', lease: LeaseId): Promise<number> {
    for (;;) {
      const status = await send(token, operation, lease).catch(() => undefined)
      if (status === 200 || status === 409) return status
      if (status !== undefined && status < 500) throw new Error(`${operation} was answered with ${status}`)
      await sleep(retryMs)
    }
  }

  async function send(token: string, operation: 'lease.put' | 'lease.release', lease: LeaseId): Promise<number> {
    const { method } = cloudApi[operation]
    const body = operation === 'lease.put' ? JSON.stringify({ product, version: '1.0', previous: null }) : undefined
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const url = `${address}${pathOf(cloudApi[operation], { lease })}`
    const response = await fetch(url, { method: method.toUpperCase(), headers, ...(body && { body }) })
    await response.arrayBuffer()
    return response.status
  }

  async function work(token: string): Promise<void> {
    while (!stopping) {
      const lease = makeId('lease', new Date(), random)
      if ((await ask(token, 'lease.put', lease)) === 200) {
        given.add(lease)
        held.add(lease)
        most = Math.max(most, held.size)
        do await sleep(heldMs)
        while (most < seats && !stopping)
        if (stopping) return
        held.delete(lease)
        await ask(token, 'lease.release', lease)
      } else await sleep(retryMs)
    }
  }

  const working = Promise.all(tokens.map(work))
  const failed = working.then(() => new Promise<never>(() => undefined))
  return {
    given,
    held,
    get most() {
      return most
    },
    async turns(count) {
      const until = given.size + count
      while (given.size < until) await Promise.race([sleep(retryMs), failed])
    },
    async stop() {
      stopping = true
      await working
    },
  }
}
