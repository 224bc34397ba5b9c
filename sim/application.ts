import { ApiError } from '@undongle/core/api/error'
import { type LeaseId, makeId } from '@undongle/core/id'
import type { SeatAnswer } from '../packages/license-server/src/lease/seat.ts'
import { type LineName, lineNames } from './catalog.ts'
import { licensesIn } from './journal.ts'
import type { Machine } from './machine.ts'
import type { Built } from './run.ts'

/** What an application was given: on which machine, by what, and until when. */
export interface Seat {
  readonly machine: string
  readonly source: 'cloud' | 'dongle'
  readonly licenses: readonly string[]
  readonly expiresMs: number
}

/** An application of this machine asks for its seat, or for the same seat again. @returns why it got none */
export async function useApplication(
  { world, gotSeat }: Pick<Built, 'world' | 'gotSeat'>,
  machine: Machine,
  line: LineName,
): Promise<string | undefined> {
  const { running } = machine
  if (running === undefined) return 'off'
  const id = running.applications.get(line) ?? newSeatId({ world }, machine)
  running.applications.set(line, id)
  try {
    const answer = await running.server.leases.put(id, { product: `${line}-app`, version: '3.0' })
    if (!running.life.alive) return 'off'
    const goesOver = running.sources.get(line) === 'dongle' && answer.source === 'cloud'
    if (goesOver) world.covered('an application goes on with a seat from the cloud')
    running.sources.set(line, answer.source)
    world.covered(`an application gets a seat from the ${answer.source}`)
    world.tell(machine.name, 'gives a seat of', line, 'from the', answer.source)
    if (!answer.offline) gotSeat(machine, seatOf(machine, answer))
    return undefined
  } catch (error) {
    return error instanceof ApiError ? error.code : String(error)
  }
}

/** When everything is where it belongs, whoever bought a license can work with it on each of his machines, one at a time. */
export async function everybodyWorks(built: Built): Promise<string[]> {
  const left: string[] = []
  for (const machine of built.machines) {
    for (const line of lineNames) {
      if (!isOwned(built, machine, line)) continue
      let refusal = await ask(built, machine, line)
      if (refusal !== undefined) refusal = await ask(built, machine, line) // as an application does, and a person
      if (refusal !== undefined && refusal !== 'off' && !isLentOut(built, machine, line))
        left.push(`Q91: ${machine.name} gets no seat of ${line}: ${refusal}`)
    }
  }
  return left
}

/** A page is opened, and shows what the account holds; then the application asks. @returns why it got no seat within a minute */
async function ask(built: Built, machine: Machine, line: LineName): Promise<string | undefined> {
  let refusal: string | undefined = machine.running === undefined ? 'off' : 'no answer'
  built.world.schedule.after(0, () => {
    void machine.running?.server
      .licenses()
      .then(() => useApplication(built, machine, line))
      .then((answer) => {
        refusal = answer
      })
  })
  await built.passes(60_000)
  return refusal
}

const isOwned = (built: Built, machine: Machine, line: LineName): boolean => ownedBy(built, machine, line).length > 0

/** Somebody else has the only seat. */
function isLentOut(built: Built, machine: Machine, line: LineName): boolean {
  const live = [...built.cloud.facts.leases.values()].filter(
    ({ ended, lease }) => !ended && lease.claims.exp * 1000 > built.world.schedule.nowMs,
  )
  return ownedBy(built, machine, line).every(({ id, quantity }) => {
    const lent = live.filter(({ lease }) => lease.claims.licenses.some(({ license }) => license === id))
    return lent.length >= quantity
  })
}

function ownedBy({ cloud: { facts } }: Built, { plan }: Machine, line: LineName) {
  return [...facts.licenses.values()].filter(
    ({ id, company, product }) =>
      company === plan.customer.company &&
      product === `${line}-app` &&
      facts.chains.get(id)?.at(-1)?.credit === `company:${company}`,
  )
}

const newSeatId = ({ world }: Pick<Built, 'world'>, machine: Machine): LeaseId =>
  makeId('lease', machine.now(), (sizeBytes) => world.chance.bytes(sizeBytes))

const seatOf = ({ name }: Machine, { lease, source, expiresAt }: SeatAnswer): Seat => ({
  machine: name,
  source,
  licenses: licensesIn(lease),
  expiresMs: Date.parse(expiresAt),
})
