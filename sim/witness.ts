import type { Message, Reply } from './cloud.ts'
import type { Machine } from './machine.ts'
import type { Reference } from './reference.ts'
import type { World } from './world.ts'

interface Deps {
  readonly world: World
  readonly reference: Reference
  readonly violations: string[]
}

/** Reads along what reaches the License Servers: documents for the reference model, and what has happened at all. */
export function witness({ world, reference, violations }: Deps): (message: Message, reply: Reply) => void {
  const certified = new Set<string>()
  return ({ route: { name, parameters } }, { status, text }) => {
    if (!watched.has(name)) return
    const { code, order, certificate, answer, result } = JSON.parse(text) as Record<string, string | undefined>
    if (status >= 300) {
      if (code === 'busy') world.covered('another company asks for an open dongle')
      return
    }
    for (const document of [order, certificate]) {
      if (document !== undefined) violations.push(...reference.sawDocument(document))
    }
    const { transfer = '' } = parameters
    if (name === 'transfer.open' && order !== undefined && transferOf(order) !== transfer)
      world.covered('an order is joined')
    if (answer === 'refused') world.covered('a transfer is refused')
    if (result === 'already-moved') world.covered('a transfer ends already-moved')
    if (name === 'transfer.commit') {
      if (certified.has(transfer)) world.covered('a receipt is brought again')
      certified.add(transfer)
    }
  }
}

const watched: ReadonlySet<string> = new Set(['transfer.open', 'transfer.commit', 'transfer.move', 'permit.give-back'])

/** Two transfers of one dongle that are under way on two machines. */
export function coverRaces(world: World, machines: readonly Machine[]): void {
  const open = machines.flatMap((machine) => [
    ...new Set(machine.disk.transfers().flatMap(({ open, dongle }) => (open ? [dongle] : []))),
  ])
  if (new Set(open).size < open.length) world.covered('two machines move one dongle at once')
}

function transferOf(document: string): string {
  return JSON.parse(Buffer.from(document.split('.')[1] ?? '', 'base64url').toString()).transfer
}
