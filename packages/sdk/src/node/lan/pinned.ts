import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { connect, type TLSSocket } from 'node:tls'

const answerSizeBytes = 1024 * 1024

/** A License Server of the network: where it is, and by which certificate it is known. */
export interface PinnedServer {
  readonly host: string
  readonly fingerprint: string
}

/**
 * One request over a TLS connection to exactly this certificate, and to no other, whoever signed it. Nothing is sent before the
 * certificate was compared; the handshake has proven by then that the other side has its key.
 */
export async function fetchPinned(
  { host, fingerprint }: PinnedServer,
  path: string,
  init: RequestInit,
): Promise<Response> {
  const { hostname, port } = new URL(`https://${host}`)
  const socket = await connected(
    connect({ host: bare(hostname), port: Number(port), rejectUnauthorized: false }),
    init.signal,
  )
  const found = createHash('sha256').update(socket.getPeerCertificate().raw).digest('base64url')
  if (found !== fingerprint) {
    socket.destroy()
    throw new Error('the License Server of the network shows another certificate than the join token names')
  }
  return answered(socket, host, path, init)
}

function connected(socket: TLSSocket, signal: RequestInit['signal']): Promise<TLSSocket> {
  const end = () => socket.destroy(new Error('no answer in time'))
  signal?.addEventListener('abort', end, { once: true })
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', () => resolve(socket))
    socket.once('error', reject)
    socket.once('close', () => {
      signal?.removeEventListener('abort', end)
      reject(new Error('the connection was closed'))
    })
  })
}

function answered(socket: TLSSocket, host: string, path: string, init: RequestInit): Promise<Response> {
  const { method = 'GET', headers, body } = init
  const text = typeof body === 'string' ? body : ''
  const sent = {
    ...Object.fromEntries(new Headers(headers)),
    host,
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  }
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    const asking = request({ createConnection: () => socket, method, path, headers: sent }, (answer) => {
      const chunks: Buffer[] = []
      let size = 0
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > answerSizeBytes) socket.destroy(new Error('the answer is too large'))
        chunks.push(chunk)
      })
      answer.once('error', reject)
      answer.once('end', () => {
        const { statusCode: status = 500, headers: heard } = answer
        const retryAfter = heard['retry-after']
        resolve(
          new Response(Buffer.concat(chunks), {
            status,
            headers: {
              'content-type': heard['content-type'] ?? '',
              ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
            },
          }),
        )
      })
    })
    asking.once('error', reject)
    asking.end(text)
  })
}

/** An IPv6 address stands in brackets in an address, and without them everywhere else. */
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')
