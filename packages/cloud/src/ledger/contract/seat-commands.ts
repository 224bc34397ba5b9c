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
/** Who may have a seat of their own. */
export const holder = fc.constantFrom('anna@example.com', 'bert@example.com', null)
const boundSeats = fc.uniqueArray(
  fc.record({
    license: fc.nat(5),
    holder: holder.filter((each) => each !== null),
    day: fc.nat(2),
    freed: fc.boolean(),
  }),
  { minLength: 1, selector: ({ license, holder }) => `${license} ${holder}` },
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
  'seats.readBound': command(fc.record({ licenses: fc.uniqueArray(fc.nat(5)), day: fc.nat(2) }), (tx, world, drawn) =>
    tx.seats.readBound({
      licenses: drawn.licenses.map((index) => pick(world.licenses, index)),
      now: dayOf(drawn.day),
    }),
  ),
  'seats.bind': command(boundSeats, (tx, world, drawn) =>
    tx.seats.bind(
      drawn.map(({ license, holder, day, freed }) => ({
        license: pick(world.licenses, license),
        holder,
        since: dayOf(day),
        by: 'first-use',
        freeAt: freed ? dayOf(day + 1) : null,
        lease: null,
      })),
    ),
  ),
}
