import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { errorCode, errorText } from '@undongle/core/node/folder'
import { StartError } from '@undongle/core/node/start-error'
import { secondMs } from '@undongle/core/time'

type FetchCallback = Parameters<typeof createAdaptorServer>[0]['fetch']

export interface Listening {
  readonly url: string
  /** From now on this answers; before, everybody is asked to come again in a moment. */
  serve(fetch: FetchCallback): void
  /** Takes no more, lets what is under way end, and cuts off what does not. */
  close(): Promise<void>
}

const host = '127.0.0.1'
const headersTimeoutMs = 10 * secondMs
const requestTimeoutMs = 120 * secondMs
const closeTimeoutMs = 5 * secondMs

/**
 * Opens the port on loopback; whoever serves the world puts a proxy in front.
 *
 * @param port 0 lets the system choose
 * @throws StartError `port-taken`
 */
export async function listen(port: number): Promise<Listening> {
  let answer: FetchCallback = () => new Response('starting', { status: 503, headers: { 'retry-after': '1' } })
  const server = createAdaptorServer({ fetch: (request, env) => answer(request, env) }) as Server
  server.headersTimeout = headersTimeoutMs
  server.requestTimeout = requestTimeoutMs
  await open(server, port)
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://${host}:${bound}`,
    serve(fetch) {
      answer = fetch
    },
    close: () => close(server),
  }
}

function open(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const isTaken = errorCode(error) === 'EADDRINUSE' || errorCode(error) === 'EACCES'
      reject(isTaken ? new StartError('port-taken', `${host}:${port}: ${errorText(error)}`, { cause: error }) : error)
    })
    server.listen(port, host, () => resolve())
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), closeTimeoutMs)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}
