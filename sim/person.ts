import { ApiError } from '@undongle/core/api/error'
import { makeId } from '@undongle/core/id'
import type { LineName } from './catalog.ts'
import type { Dongle } from './dongle.ts'
import type { Machine, Running } from './machine.ts'
import type { World } from './world.ts'

/** Pulls a dongle where it is and plugs it in somewhere else. */
export function plug(
  { world, machines }: { world: World; machines: readonly Machine[] },
  dongle: Dongle,
  to: string | undefined,
): void {
  if (dongle.at === to || dongle.isDead) return
  if (dongle.at !== undefined && to !== undefined) world.covered('a dongle moves to another machine')
  const from = machines.find(({ name }) => name === dongle.at)
  dongle.at = to
  world.tell('person', to === undefined ? 'pulls' : 'plugs', dongle.serial, to ?? '')
  const ref = dongle.identity
  from?.running?.ports.tell({ type: 'removed', ref })
  machines.find(({ name }) => name === to)?.running?.ports.tell({ type: 'added', ref })
}

/** The two pages of a transfer: look at the plan, and confirm it. Whatever goes wrong is shown, and tried again some other time. */
export async function click(
  world: World,
  machine: Machine,
  dongle: Dongle,
  line: LineName,
  evenIfNothingMoves = world.chance.hit(0.3),
): Promise<void> {
  const { running } = machine
  if (running === undefined || dongle.at !== machine.name) return
  try {
    await transfer(world, machine, running, dongle, { line, evenIfNothingMoves })
  } catch (error) {
    if (!running.life.alive) return
    const code = error instanceof ApiError ? error.code : undefined
    world.tell(machine.name, 'cannot start', dongle.serial, line, code ?? (error instanceof Error ? error.message : ''))
  }
}

async function transfer(
  world: World,
  machine: Machine,
  running: Running,
  dongle: Dongle,
  { line, evenIfNothingMoves }: { line: LineName; evenIfNothingMoves: boolean },
): Promise<void> {
  const { server, life } = running
  const { dongles, cloud, transfers } = server
  const found = (await dongles.read()).find(({ shown }) => shown.serial === dongle.serial)
  if (found?.evidence === undefined) return
  const { planHash, outcome } = await cloud.preview(line, found.evidence)
  await life.goesOn()
  if (outcome !== 'all-moved' && outcome !== 'partly-moved' && !evenIfNothingMoves) return
  const id = makeId('transfer', machine.now(), (sizeBytes) => world.chance.bytes(sizeBytes))
  world.tell(machine.name, 'transfers', dongle.serial, line, id.slice(-4), outcome)
  await transfers.put(id, {
    dongle: found.shown.dongle,
    line,
    planHash,
    targetUser: machine.plan.customer.username,
    pin: null,
    confirmLastTry: false,
  })
}

/** Whoever sits there answers what the page asks. */
export function confirmAll(world: World, machine: Machine): void {
  const { running } = machine
  if (running === undefined) return
  const { transfers } = running.server
  for (const { id, open } of machine.disk.transfers()) {
    if (!open || transfers.read(id).waitingFor !== 'confirmation') continue
    world.covered('an order is confirmed again')
    void transfers.resume(id, { pin: null, confirmLastTry: false, confirm: true }).catch(() => undefined)
  }
}

/** Somebody thinks better of it. */
export function cancelOne(world: World, machine: Machine): void {
  const { running, disk } = machine
  const open = disk.transfers().find((transfer) => transfer.open)
  if (running === undefined || open === undefined) return
  world.tell(machine.name, 'is asked to cancel', open.id.slice(-4))
  running.server.transfers.cancel(open.id, { pin: null, confirmLastTry: false }).then(
    () => world.covered('a cancel is asked for'),
    () => undefined,
  )
}

/** Somebody gives a permit back by hand. */
export function giveBackOne(world: World, machine: Machine, dongle: Dongle): void {
  const { running } = machine
  if (running === undefined) return
  world.tell(machine.name, 'is asked to give back', dongle.serial)
  running.server.permits.giveBack(dongle.thumbprint).then(
    (answer) => {
      if (answer !== 'none') world.covered('a permit is given back by hand')
    },
    () => undefined,
  )
}
