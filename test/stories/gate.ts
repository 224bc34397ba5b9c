import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cloudApi } from '@undongle/core/api/cloud'

type CloudOperation = keyof typeof cloudApi

/** A message stopped on its way: before the cloud has it, or after the cloud answered and before the answer arrives. */
export type Moment = 'asked' | 'answered'

export interface Held {
  /** Resolves when the message is there: until `release`, what comes after it in the protocol has not happened. */
  readonly reached: Promise<void>
  /** Lets it go on. */
  release(): void
  /** Loses it: the caller sees a broken connection. */
  lose(): void
}

/** The wire between a License Server and the cloud. It carries every message unchanged and can hold one, as a bad line does. */
export interface Gate {
  readonly address: string
  /** Where the cloud is; its instances take turns. */
  leadTo(...clouds: readonly string[]): void
  /** Nothing gets through, as without a network. */
  shut(): void
  open(): void
  /** Holds the next call of this operation. */
  hold(operation: CloudOperation, moment: Moment): Held
  /** How often an operation has been asked for. */
  asked(operation: CloudOperation): number
  close(): Promise<void>
}

interface Hold extends Held {
  readonly operation: CloudOperation
  readonly moment: Moment
  readonly arrive: () => void
  readonly released: Promise<'go on' | 'lost'>
}

export async function openGate(): Promise<Gate> {
  let clouds: readonly string[] = []
  let forwarded = 0
  let isShut = false
  const holds = new Set<Hold>()
  const calls: Call[] = []

  const server = createServer(async (incoming, outgoing) => {
    const call = { method: incoming.method ?? '', path: incoming.url ?? '' }
    calls.push(call)
    const pass = async (moment: Moment) => {
      const hold = [...holds].find((each) => each.moment === moment && isCallOf(each.operation, call))
      if (hold === undefined) return
      holds.delete(hold)
      hold.arrive()
      if ((await hold.released) === 'lost') throw new Error('lost on the way')
    }
    try {
      const body = await bytesOf(incoming)
      if (isShut) throw new Error('no network')
      await pass('asked')
      if (outgoing.destroyed) return // who asked is gone: the message was never sent
      const answer = await forward(clouds[forwarded++ % clouds.length] ?? '', incoming, body)
      await pass('answered')
      reply(outgoing, answer)
    } catch {
      outgoing.destroy() // what the caller sees of a cloud that is not there
    }
  })
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve))

  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(...addresses) {
      clouds = addresses
    },
    shut() {
      isShut = true
    },
    open() {
      isShut = false
    },
    hold(operation, moment) {
      const [reached, arrive] = signal<void>()
      const [released, go] = signal<'go on' | 'lost'>()
      const hold = {
        operation,
        moment,
        reached,
        arrive: () => arrive(),
        released,
        release: () => go('go on'),
        lose: () => go('lost'),
      }
      holds.add(hold)
      return hold
    },
    asked: (operation) => calls.filter((call) => isCallOf(operation, call)).length,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Call {
  readonly method: string
  readonly path: string
}

function isCallOf(operation: CloudOperation, { method, path }: Call): boolean {
  const { method: expected, path: template } = cloudApi[operation]
  const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/?]+')}(\\?|$)`)
  return method.toLowerCase() === expected && pattern.test(path)
}

function signal<Value>(): [Promise<Value>, (value: Value) => void] {
  let give: (value: Value) => void = () => {}
  const given = new Promise<Value>((resolve) => {
    give = resolve
  })
  return [given, (value) => give(value)]
}

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

function forward(cloud: string, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method, headers, url } = incoming
    const outgoing = request(`${cloud}${url}`, { method, headers, agent: false }, (answer) => {
      bytesOf(answer).then(
        (bytes) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes }),
        reject,
      )
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}

function reply(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  const { 'transfer-encoding': _, ...rest } = headers
  outgoing.writeHead(status, { ...rest, 'content-length': body.length }).end(body)
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks)
}
