import { dayMs } from '@undongle/core/time'
import fc from 'fast-check'
import { type CommandsOf, command } from './command.ts'
import { at, pick } from './documents.ts'

const three = fc.nat(2)
const products = fc.subarray(['scan', 'design', 'none'])
const asked = fc.uniqueArray(
  fc.record({ lease: three, machine: three, product: fc.constantFrom('scan', 'design'), day: fc.nat(2) }),
  { minLength: 1, selector: ({ lease }) => lease },
)
const dayOf = (day: number) => new Date(at.getTime() + day * dayMs)

/** Who waits for a seat, and who asked in vain. */
export const seatCommands: CommandsOf<'seats'> = {
  'seats.readWaiting': command(products, (tx, _, drawn) => tx.seats.readWaiting(drawn)),
  'seats.wait': command(asked, (tx, world, drawn) =>
    tx.seats.wait(
      drawn.map(({ lease, machine, product, day }) => ({
        lease: pick(world.leases, lease),
        licenseServer: pick(world.machines, machine),
        product,
        since: dayOf(day),
        askedAt: at,
      })),
    ),
  ),
  'seats.leave': command(fc.uniqueArray(three), (tx, world, drawn) =>
    tx.seats.leave(drawn.map((index) => pick(world.leases, index))),
  ),
  'seats.refuse': command(asked, (tx, world, drawn) =>
    tx.seats.refuse(
      drawn.map(({ lease, machine, product, day }) => ({
        lease: pick(world.leases, lease),
        licenseServer: pick(world.machines, machine),
        product,
        code: 'no-seat-free',
        at: dayOf(day),
      })),
    ),
  ),
}
