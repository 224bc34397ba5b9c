import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { ApiError } from '@undongle/core/api/error'
import { requestLimits } from '../http/listen.ts'
import type { LanCertificate } from './certificate.ts'

/** What answers requests, such as a Hono app. */
type Fetch = Parameters<typeof getRequestListener>[0]

export interface LanListening {
  readonly port: number
  close(): Promise<void>
}

const connectionsLimit = 2048

/** Listens on every address of this machine, with TLS only. @throws ApiError `lan-port-taken` */
export function listenLan(fetch: Fetch, { certificate, key }: LanCertificate, port: number): Promise<LanListening> {
  const server = createServer(
    { ...requestLimits, cert: certificate, key, minVersion: 'TLSv1.2' },
    getRequestListener(fetch),
  )
  server.maxConnections = connectionsLimit
  server.on('tlsClientError', (_, socket) => socket.destroy())
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE' || error.code === 'EACCES'
      reject(isTaken ? new ApiError('lan-port-taken', { detail: `port ${port}: ${error.code}` }) : error)
    })
    server.listen({ port }, () =>
      resolve({ port: (server.address() as AddressInfo).port, close: () => closeServer(server) }),
    )
  })
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
