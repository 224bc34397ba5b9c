import { createServer, type Server } from 'node:net'
import { Hono } from 'hono'
import { afterEach, expect, test } from 'vitest'
import { listen } from './listen.ts'

const squatters: Server[] = []
afterEach(async () => {
  await Promise.all(squatters.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

function squat(host: string): Promise<number> {
  const server = createServer()
  squatters.push(server)
  return new Promise((resolve) =>
    server.listen({ host, port: 0 }, () => resolve((server.address() as { port: number }).port)),
  )
}

const app = new Hono().get('/', (c) => c.text('ours'))

test('it answers on 127.0.0.1 and on ::1, on one port', async () => {
  const listening = await listen(app, 0)
  const answers = await Promise.all(
    [`http://127.0.0.1:${listening.port}/`, `http://[::1]:${listening.port}/`].map(async (url) =>
      (await fetch(url)).text(),
    ),
  )
  expect(answers).toEqual(['ours', 'ours'])
  await listening.close()
})

test.each(['127.0.0.1', '::1'])('another program on %s: it does not start at all, and names the port', async (host) => {
  const port = await squat(host)
  await expect(listen(app, port)).rejects.toMatchObject({ code: 'port-taken' })
  const free = host === '::1' ? '127.0.0.1' : '[::1]'
  await expect(fetch(`http://${free}:${port}/`)).rejects.toThrow()
})
