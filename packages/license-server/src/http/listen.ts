import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { StartError } from '@undongle/core/node/start-error'
import type { Hono } from 'hono'

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

const freePortTries = 20

/**
 * Listens on 127.0.0.1 and on ::1, on one port, and on nothing if either is taken: a program that sat on one of the two
 * would be what `localhost` shows to half of the browsers. Only where the machine has no IPv6 at all, 127.0.0.1 is enough.
 *
 * @param port 0 takes a port that is free on both
 * @throws StartError `port-taken`
 */
export async function listen(app: Hono, port: number): Promise<Listening> {
  const tries = port === 0 ? freePortTries : 1
  for (let attempt = 1; ; attempt++) {
    const first = await listenOn(app, '127.0.0.1', port)
    const chosen = (first.address() as AddressInfo).port
    try {
      const servers = [first, await listenOn(app, '::1', chosen)].filter((server) => server.listening)
      return { port: chosen, close: async () => void (await Promise.all(servers.map(closeServer))) }
    } catch (error) {
      await closeServer(first)
      if (attempt >= tries) throw error
    }
  }
}

/** Slow and endless requests end by themselves. */
export const requestLimits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  maxHeaderSize: 16 * 1024,
  connectionsCheckingInterval: 5000,
}

function listenOn(app: Hono, host: string, port: number): Promise<Server> {
  const server = createServer(requestLimits, getRequestListener(app.fetch))
  server.maxConnections = 512
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (host === '::1' && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT')) resolve(server)
      else if (error.code === 'EADDRINUSE') reject(new StartError('port-taken', `${host} port ${port}`))
      else reject(error)
    })
    server.listen({ host, port }, () => resolve(server))
  })
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
