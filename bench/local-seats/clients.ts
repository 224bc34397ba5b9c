import { Agent, request } from 'node:http'
import { performance } from 'node:perf_hooks'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'

// Applications that check out, as a process of its own: what they cost is not the License Server's.

export interface Load {
  readonly port: number
  readonly host: string
  readonly product: string
  readonly clients: number
  readonly checkouts: number
  /** Each seat is given back before the next is asked for. */
  readonly releases: boolean
}

export interface Figures {
  readonly perSecond: number
  readonly p99Ms: number
  readonly errors5xx: number
  readonly refused: number
}

process.on('message', (load: Load) => void perform(load).then((figures) => process.send?.(figures)))

async function perform(load: Load): Promise<Figures> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.clients })
  const statuses: number[] = []
  const waitedMs: number[] = []
  let left = load.checkouts
  const work = async () => {
    while (left-- > 0) {
      const id = makeId('lease', new Date(), random)
      const startedMs = performance.now()
      statuses.push(await ask(agent, load, 'PUT', id))
      waitedMs.push(performance.now() - startedMs)
      if (load.releases) statuses.push(await ask(agent, load, 'DELETE', id))
    }
  }
  const startedMs = performance.now()
  await Promise.all(Array.from({ length: load.clients }, work))
  const tookMs = performance.now() - startedMs
  agent.destroy()
  return {
    perSecond: (load.checkouts * 1000) / tookMs,
    p99Ms: waitedMs.toSorted((a, b) => a - b)[Math.floor(waitedMs.length * 0.99)] ?? Number.NaN,
    errors5xx: statuses.filter((status) => status >= 500).length,
    refused: statuses.filter((status) => status >= 400 && status < 500).length,
  }
}

function ask(agent: Agent, load: Load, method: 'PUT' | 'DELETE', id: string): Promise<number> {
  const { port, host, product } = load
  const body = method === 'PUT' ? JSON.stringify({ product, version: '1.0' }) : ''
  const headers = { host, 'content-type': 'application/json', 'content-length': body.length }
  return new Promise((resolve, reject) => {
    const asked = request({ agent, host: '127.0.0.1', port, method, path: `/v1/leases/${id}`, headers }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
    })
    asked.once('error', (error: NodeJS.ErrnoException) => {
      // The server ended a connection that had rested, in the moment it was used again: the request never reached it.
      if (asked.reusedSocket && error.code === 'ECONNRESET') resolve(ask(agent, load, method, id))
      else reject(error)
    })
    asked.end(body)
  })
}
