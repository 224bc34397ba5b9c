import type { Message, Reply } from './cloud.ts'
import type { Machine } from './machine.ts'
import type { Reference } from './reference.ts'
import type { CoveragePoint, World } from './world.ts'

interface Deps {
  readonly world: World
  readonly reference: Reference
  readonly violations: string[]
}

/** Reads along what reaches the License Servers: documents for the reference model, and what has happened at all. */
export function witness({ world, reference, violations }: Deps): (message: Message, reply: Reply) => void {
  const certified = new Set<string>()
  return ({ route: { name, parameters }, from }, { status, text }) => {
    if (!watched.has(name)) return
    const answer = JSON.parse(text) as Answer
    if (status >= 300) {
      if (answer.code === 'busy') world.covered('another company asks for an open dongle')
      return
    }
    const { order, certificate } = answer
    for (const document of [order, certificate]) {
      if (document !== undefined) violations.push(...reference.sawDocument(document))
    }
    const { transfer = '' } = parameters
    if (name === 'transfer.open' && order !== undefined) {
      const ordered = payloadOf(order)
      if (ordered.transfer !== transfer) world.covered('an order is joined')
      if (ordered.company !== from.company) violations.push(`I3: ${from.company} got an order of ${ordered.company}`)
    }
    if (name === 'transfer.commit') {
      if (certified.has(transfer)) world.covered('a receipt is brought again')
      certified.add(transfer)
    }
    for (const point of pointsIn(name, answer)) world.covered(point)
  }
}

/** What an answer of the cloud may say, of all that is looked at here. */
interface Answer {
  readonly code?: string
  readonly order?: string
  readonly certificate?: string
  readonly answer?: string
  readonly result?: string
  readonly holders?: readonly unknown[]
  readonly notBefore?: string | null
}

function pointsIn(name: string, { answer, result, holders = [], notBefore }: Answer): CoveragePoint[] {
  return [
    ...(answer === 'refused' ? (['a transfer is refused'] as const) : []),
    ...(result === 'already-moved' ? (['a transfer ends already-moved'] as const) : []),
    ...(answer === 'draining' && holders.length > 0 ? (['a drain waits for another machine'] as const) : []),
    ...(answer === 'draining' && notBefore ? (['what only a serial speaks for waits'] as const) : []),
    ...(name === 'certificate.present' ? (['a certificate is presented again'] as const) : []),
    ...(name === 'dongle.mend' && answer !== 'whole' ? (['a dongle is mended'] as const) : []),
  ]
}

const watched: ReadonlySet<string> = new Set([
  'transfer.open',
  'transfer.commit',
  'transfer.move',
  'permit.give-back',
  'certificate.present',
  'dongle.mend',
])

/** Two transfers of one dongle that are under way on two machines, and what was called off. */
export function coverRaces(world: World, machines: readonly Machine[]): void {
  const open = machines.flatMap((machine) => [
    ...new Set(machine.disk.transfers().flatMap(({ open, dongle }) => (open ? [dongle] : []))),
  ])
  if (new Set(open).size < open.length) world.covered('two machines move one dongle at once')
  const isCancelled = machines.some(({ disk }) => disk.transfers().some(({ state }) => state === 'cancelled'))
  if (isCancelled) world.covered('a transfer is cancelled')
}

function payloadOf(document: string): { transfer: string; company: string } {
  return JSON.parse(Buffer.from(document.split('.')[1] ?? '', 'base64url').toString())
}
