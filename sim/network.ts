import { cloudTimeoutMs } from '../packages/license-server/src/cloud/client.ts'
import type { Cloud, Message, Reply } from './cloud.ts'
import type { Machine } from './endpoints.ts'
import type { Fault, Faults } from './fault.ts'
import { Crashed, type Life, never } from './life.ts'
import { routeOf } from './routes.ts'
import type { World } from './world.ts'

interface Deps {
  readonly world: World
  readonly cloud: Cloud
  readonly name: string
  /** Who it is to the cloud, as its access token would say. */
  readonly machine: Machine
  readonly life: Life
  readonly faults: Faults
  readonly crash: () => void
  /** Every answer that reached somebody, for whoever watches from outside. */
  readonly seen: (message: Message, reply: Reply) => void
}

type Range = readonly [number, number]
const usualMs: Range = [5, 200]
const lateMs: Range = [1000, 90_000]
const slowMs: Range = [500, 9000]

/** The `fetch` of one License Server: messages get lost, come twice, late and out of order, and so do the answers. */
export function networkOf(deps: Deps): typeof globalThis.fetch {
  return async (input, init) => {
    const { life, world, machine } = deps
    if (!life.alive) throw new Crashed()
    const url = new URL(String(input))
    const route = routeOf(init?.method ?? 'GET', url.pathname)
    const message = { route, query: url.searchParams, body: String(init?.body ?? ''), from: machine }
    const reply = await exchange(deps, message)
    await life.goesOn()
    if (reply === 'timed out') throw new Error('no answer in time')
    return responseOf(reply, new Date(world.schedule.nowMs))
  }
}

/** What the client reads of a response, without the streams of a real one. */
function responseOf({ status, text }: Reply, date: Date): Response {
  const headers = { get: (name: string) => (name === 'date' ? date.toUTCString() : null) }
  return { ok: status < 300, status, headers, body: [Buffer.from(text)] } as unknown as Response
}

async function exchange(deps: Deps, message: Message): Promise<Reply | 'timed out'> {
  const { faults, crash } = deps
  const fault = faults.at({ kind: 'request', what: message.route.name })
  if (fault === 'crash-before') return die(crash)
  const answered = fault === 'lost' ? never() : deliver(deps, message, fault)
  if (fault === 'crash-after') return die(crash)
  return inTime(deps, answered)
}

/** The client gives up after a while. */
function inTime({ world }: Deps, answered: Promise<Reply>): Promise<Reply | 'timed out'> {
  return new Promise((resolve) => {
    const giveUp = world.schedule.after(cloudTimeoutMs, () => resolve('timed out'))
    void answered.then((reply) => {
      giveUp()
      resolve(reply)
    })
  })
}

/** Carries the message there and the answer back. */
async function deliver(deps: Deps, message: Message, fault: Fault | undefined): Promise<Reply> {
  const { world, faults, life, crash, seen } = deps
  const { schedule, chance } = world
  const road = world.roads.get(message.route.name)
  if (fault === 'doubled' || road === 'repeating')
    schedule.after(chance.between(...lateMs), () => void arrive(deps, message))
  await schedule.passes(chance.between(...(fault === 'late' ? lateMs : usualMs)))
  const reply = await arrive(deps, message)
  const onTheWay = life.alive ? faults.at({ kind: 'answer', what: message.route.name }) : undefined
  if (onTheWay === 'lost') return never()
  await schedule.passes(chance.between(...(onTheWay === 'late' ? lateMs : road === 'slow' ? slowMs : usualMs)))
  if (onTheWay === 'crash-before') return die(crash)
  seen(message, reply)
  return reply
}

async function arrive({ world, cloud, name }: Deps, message: Message): Promise<Reply> {
  if (!cloud.up) return never()
  const reply = await cloud.answer(message)
  const { route } = message
  if (!quiet.has(route.name)) world.tell('cloud', 'answers', name, route.name, told(route.parameters, reply))
  return reply
}

/** Asked now and then, by everybody. */
const quiet: ReadonlySet<string> = new Set(['keys.read', 'line.list', 'license.list', 'tokens'])

function told(parameters: Readonly<Record<string, string>>, { text }: Reply): string {
  const said = /"(?:answer|code|outcome)":"[a-z-]+"/.exec(text)?.[0] ?? 'ok'
  return `${(parameters.transfer ?? '').slice(-4)} ${said}`
}

function die(crash: () => void): Promise<never> {
  crash()
  return never()
}
