import { Worker } from 'node:worker_threads'

/** What the clients are to do. */
export interface Load {
  readonly port: number
  readonly clients: number
  readonly product: string
  /** In turns, so that each client goes through all machines. */
  readonly tokens: readonly string[]
  /** `pairs`: check out and give back. `storm`: take whatever can be had, and keep it. */
  readonly work: { readonly kind: 'pairs'; readonly forMs: number } | { readonly kind: 'storm'; readonly asks: number }
}

export interface LoadDone {
  readonly tookMs: number
  readonly granted: number
  readonly refused: number
  /** Of a checkout. */
  readonly p50Ms: number
  readonly p99Ms: number
}

export interface Clients {
  run(load: Load): Promise<LoadDone>
  close(): Promise<unknown>
}

export async function startClients(): Promise<Clients> {
  const worker = new Worker(new URL('./thread.mjs', import.meta.url))
  const next = <Message>() =>
    new Promise<Message>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
  await next()
  return {
    run(load) {
      worker.postMessage(load)
      return next<LoadDone>()
    },
    close: () => worker.terminate(),
  }
}
