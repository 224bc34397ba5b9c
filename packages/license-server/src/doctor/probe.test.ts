import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createRawServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ApiError, toProblem } from '@undongle/core/api/error'
import { afterAll, afterEach, expect, test } from 'vitest'
import { openStore } from '../journal/open.ts'
import { applySchema } from '../journal/schema.ts'
import { lanCertificate } from '../lan/certificate.ts'
import { probeCloud } from './probe.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'undongle-probe-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A certificate that nobody vouches for. */
function makeCertificate() {
  const store = openStore(path.join(folder, 'journal.db'))
  applySchema(store)
  const made = lanCertificate(store, new Date())
  store.close()
  return made
}

const open: Server[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve))
})

function listen(server: Server): Promise<number> {
  open.push(server)
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
}

const answering = (status: number, body: unknown, type = 'application/json'): RequestListener => {
  return (_, response) => {
    response.writeHead(status, { 'content-type': type, connection: 'close' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}
const lines = { vendor: 'Vendor', lines: [] }

test.each<[string, RequestListener, string]>([
  ['the cloud', answering(200, lines), 'cloud-answers'],
  ['a cloud that says no', answering(429, toProblem(new ApiError('rate-limited'), 'r1')), 'cloud-answers'],
  ['a cloud with a fault', answering(500, toProblem(new ApiError('internal-error'), 'r1')), 'cloud-down'],
  ['a gateway without its cloud', answering(503, '<html>', 'text/html'), 'cloud-down'],
  ['a page that says 200 to everything', answering(200, '<html>Welcome</html>', 'text/html'), 'other-answer'],
  ['JSON of another program', answering(200, { hello: 'world' }), 'other-answer'],
  [
    'a guest network’s way to its sign-in page',
    (_, response) => response.writeHead(302, { location: 'http://hotel.example/', connection: 'close' }).end(),
    'other-answer',
  ],
])('[Q100] %s is told apart', async (_, listener, way) => {
  const port = await listen(createServer(listener))
  const probe = await probeCloud(fetch, `http://127.0.0.1:${port}`)
  expect(probe.way).toBe(way)
  expect(probe.cloudTime instanceof Date).toBe(way === 'cloud-answers')
})

test('[Q100] a closed port, an unknown name, a stranger’s certificate, a torn connection: each has its own finding', async () => {
  const closed = createRawServer()
  const port = await listen(closed)
  await new Promise((resolve) => closed.close(resolve))
  open.splice(0)
  expect(await probeCloud(fetch, `http://localhost:${port}`)).toMatchObject({ way: 'connection-refused' })
  expect(await probeCloud(fetch, 'http://nobody.invalid')).toMatchObject({ way: 'name-unknown' })
  const torn = await listen(createRawServer((socket) => void socket.destroy()))
  expect(await probeCloud(fetch, `http://127.0.0.1:${torn}`)).toMatchObject({ way: 'network-failed' })
  const { key, certificate: cert } = makeCertificate()
  const tls = await listen(createTlsServer({ key, cert }, answering(200, lines)))
  expect(await probeCloud(fetch, `https://127.0.0.1:${tls}`)).toMatchObject({ way: 'certificate-refused' })
})

test('[Q100] silence ends, and is called so', async () => {
  const silent: typeof fetch = () => Promise.reject(new DOMException('too long', 'TimeoutError'))
  expect(await probeCloud(silent, 'http://cloud.test')).toEqual({ way: 'timed-out', cloudTime: null })
})
