import type { Lease } from '@undongle/core/document/lease'
import type { Permit } from '@undongle/core/document/permit'
import { hashValue } from '@undongle/core/hash'
import { dayMs } from '@undongle/core/time'
import fc from 'fast-check'
import { type CommandsOf, command } from './command.ts'
import { at, licenseOf, pick } from './documents.ts'
import { holder } from './seat-commands.ts'
import { type LedgerWorld, worldSeconds } from './world.ts'

const three = fc.nat(2)
const licenses = fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 3 })
const products = fc.subarray(['scan', 'design', 'none'])
const daySeconds = dayMs / 1000
/** Days after the world's time: permits and leases end between them. */
const day = fc.integer({ min: 0, max: 4 })
/** From when on the seat is another one's. */
const freed = fc.option(day, { nil: undefined })
const later = (days: number) => new Date(at.getTime() + days * dayMs)
const drain = fc.record({ transfer: three, dongle: three })
const drainOf = (world: LedgerWorld, drawn: { transfer: number; dongle: number }) => ({
  transfer: pick(world.transfers, drawn.transfer),
  dongle: pick(world.dongles, drawn.dongle),
})

/** Permits, drains, leases and epochs. */
export const permitCommands: CommandsOf<'permits' | 'drains' | 'leases' | 'epochs'> = {
  'permits.readLive': command(fc.record({ dongle: three, day }), (tx, world, drawn) =>
    tx.permits.readLive(pick(world.dongles, drawn.dongle), later(drawn.day)),
  ),
  'permits.readNewest': command(three, (tx, world, drawn) => tx.permits.readNewest(pick(world.dongles, drawn))),
  'permits.findFirst': command(three, (tx, world, drawn) => tx.permits.findFirst(pick(world.dongles, drawn))),
  'permits.insert': command(
    fc.record({ dongle: three, machine: three, number: fc.nat(4), day, issued: day, licenses }),
    (tx, world, drawn) => tx.permits.insert({ kid: 'permit-1', claims: permitOf(world, drawn) }),
  ),
  'permits.giveBack': command(fc.record({ dongle: three, machine: three, number: fc.nat(4) }), (tx, world, drawn) =>
    tx.permits.giveBack({
      dongle: pick(world.dongles, drawn.dongle),
      machine: pick(world.machines, drawn.machine),
      number: drawn.number,
      at,
    }),
  ),
  'drains.open': command(drain, (tx, world, drawn) => tx.drains.open(drainOf(world, drawn))),
  'drains.warn': command(three, (tx, world, drawn) =>
    tx.drains.warn({ alert: pick(world.alerts, drawn), detail: `detail ${drawn}`, at }),
  ),
  'drains.finish': command(fc.record({ drain, certificate: three }), (tx, world, { drain, certificate }) =>
    tx.drains.finish(drainOf(world, drain), {
      result: 'partly-moved',
      certificate: pick(world.certificates, certificate),
      at,
    }),
  ),
  'drains.cancel': command(drain, (tx, world, drawn) => tx.drains.cancel(drainOf(world, drawn), at)),
  'drains.forget': command(drain, (tx, world, drawn) => tx.drains.forget(drainOf(world, drawn))),
  'leases.lockLicenses': command(products, (tx, _, drawn) => tx.leases.lockLicenses(drawn)),
  'leases.lock': command(fc.uniqueArray(three), (tx, world, drawn) =>
    tx.leases.lock(drawn.map((index) => pick(world.leases, index))),
  ),
  'leases.readLiveSeats': command(fc.record({ products, day }), (tx, _, drawn) =>
    tx.leases.readLiveSeats({ products: drawn.products, now: later(drawn.day) }),
  ),
  'leases.find': command(three, (tx, world, drawn) => tx.leases.find(pick(world.leases, drawn))),
  'leases.readFrame': command(fc.constant(null), async (tx, world) => {
    const { epoch, ...frame } = await tx.leases.readFrame()
    return { ...frame, epoch: world.epochs.includes(epoch) ? epoch : 'none of this world' }
  }),
  'leases.lockSequences': command(fc.uniqueArray(three), (tx, world, drawn) =>
    tx.leases.lockSequences(drawn.map((machine) => pick(world.machines, machine))),
  ),
  'leases.insert': command(
    fc.array(
      fc.record({
        lease: three,
        license: fc.nat(5),
        machine: three,
        day,
        provisional: fc.boolean(),
        previous: fc.option(three),
        freed,
        holder,
      }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    (tx, world, drawn) => tx.leases.insert(drawn.map((each) => newLeaseOf(world, each))),
  ),
  'leases.end': command(fc.uniqueArray(three), (tx, world, drawn) =>
    tx.leases.end({ ids: drawn.map((index) => pick(world.leases, index)), at }),
  ),
  'leases.endUnreported': command(
    fc.record({ machine: three, reported: fc.uniqueArray(three), day }),
    (tx, world, drawn) =>
      tx.leases.endUnreported({
        machine: pick(world.machines, drawn.machine),
        reported: drawn.reported.map((index) => pick(world.leases, index)),
        issuedBefore: later(drawn.day),
        at,
      }),
  ),
  'leases.takeSequences': command(
    fc.uniqueArray(fc.tuple(three, fc.integer({ min: 1, max: 3 })), { selector: ([machine]) => machine }),
    (tx, world, drawn) =>
      tx.leases.takeSequences(new Map(drawn.map(([machine, count]) => [pick(world.machines, machine), count]))),
  ),
  'leases.findLiveEnd': command(fc.record({ licenses, day }), (tx, world, drawn) =>
    tx.leases.findLiveEnd({
      ids: drawn.licenses.map((index) => pick(world.licenses, index)),
      now: later(drawn.day),
    }),
  ),
  'epochs.read': command(fc.constant(null), async (tx, world) => {
    const known = await tx.epochs.read()
    return world.epochs.includes(known.epoch) ? known : 'none of this world'
  }),
  'epochs.listUnheard': command(three, (tx, world, drawn) =>
    tx.epochs.listUnheard(pick(world.epochs, drawn), world.machines),
  ),
  'epochs.checkIn': command(fc.record({ epoch: three, machine: three }), (tx, world, drawn) =>
    tx.epochs.checkIn(pick(world.epochs, drawn.epoch), pick(world.machines, drawn.machine)),
  ),
}

const rightOf = (world: LedgerWorld, index: number) => ({
  license: pick(world.licenses, index),
  line: 'clinic',
  product: 'scan',
  name: 'Scan',
  generation: '3.0',
  seats: 1,
  term: licenseOf(world).term,
  metered: false,
  onlineOnly: false,
})

export function permitOf(
  world: LedgerWorld,
  drawn: { dongle: number; machine: number; number: number; day: number; issued: number; licenses: readonly number[] },
): Permit {
  return {
    iss: 'http://cloud.test',
    aud: 'undongle-license-server',
    iat: worldSeconds + drawn.issued * daySeconds,
    exp: worldSeconds + drawn.day * daySeconds,
    company: world.companies.ours,
    machine: pick(world.machines, drawn.machine),
    cnf: { jkt: hashValue('machine') },
    dongle: pick(world.dongles, drawn.dongle),
    serial: pick(world.serials, drawn.dongle),
    number: drawn.number,
    epoch: 0,
    licenses: drawn.licenses.map((index) => rightOf(world, index)),
  }
}

const freedAt = (days: number) => ({ at: later(days), by: 'usr_00000000000000000000000001' as const, words: 'left' })

function newLeaseOf(
  world: LedgerWorld,
  drawn: Parameters<typeof leaseOf>[1] & { freed: number | undefined; holder: string | null },
) {
  return {
    lease: { kid: 'lease-1', claims: leaseOf(world, drawn) },
    held: { as: pick(world.leases, drawn.lease), since: at },
    freed: drawn.freed === undefined ? undefined : freedAt(drawn.freed),
    holder: drawn.holder,
  }
}

function leaseOf(
  world: LedgerWorld,
  drawn: {
    lease: number
    license: number
    machine: number
    day: number
    provisional: boolean
    previous: number | null
  },
): Lease {
  return {
    iss: 'http://cloud.test',
    aud: 'undongle-application',
    jti: pick(world.leases, drawn.lease),
    iat: worldSeconds,
    nbf: worldSeconds,
    exp: worldSeconds + drawn.day * daySeconds,
    source: 'cloud',
    company: null,
    machine: pick(world.machines, drawn.machine),
    cnf: { jkt: hashValue('machine') },
    seq: 1,
    prev: drawn.previous === null ? null : pick(world.leases, drawn.previous),
    statusVersion: 0,
    ...(drawn.provisional ? { provisional: true as const } : {}),
    licenses: [rightOf(world, drawn.license)],
  }
}
