import { hashValue } from '@undongle/core/hash'
import { addDays } from '@undongle/core/time'
import fc from 'fast-check'
import type { LedgerTx } from '../ledger.ts'
import { caseCommands } from './case-commands.ts'
import { type Act, type Commands, command } from './command.ts'
import { declarationCommands } from './declaration-commands.ts'
import { at, certificateOf, licenseOf, pick, transferOf, wholeOf } from './documents.ts'
import { permitCommands } from './permit-commands.ts'
import { seatCommands } from './seat-commands.ts'
import { type LedgerWorld, worldSeconds } from './world.ts'

const three = fc.nat(2)
const dongle = three
const licenses = fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 3 })
const line = fc.constantFrom('clinic', 'lab', 'none')
const seen = fc.record({ dongle, generation: fc.integer({ min: 1, max: 3 }), state: three, cancels: fc.boolean() })
const company = fc.constantFrom('ours', 'theirs', 'strangers')
const drawn = fc.record({
  transfer: three,
  certificate: three,
  dongle,
  line,
  company: fc.constantFrom('ours', 'theirs'),
})

const seenOf = (
  world: LedgerWorld,
  { dongle, generation, state, cancels }: { dongle: number; generation: number; state: number; cancels: boolean },
) => ({
  dongle: pick(world.dongles, dongle),
  serial: pick(world.serials, dongle),
  generation,
  stateHash: hashValue({ state }),
  cancelled: cancels ? pick(world.transfers, state) : undefined,
})

const commands: Commands = {
  ...permitCommands,
  ...declarationCommands,
  ...caseCommands,
  ...seatCommands,
  'claims.lock': command(seen, (tx, world, drawn) => tx.claims.lock(seenOf(world, drawn))),
  'claims.read': command(dongle, (tx, world, drawn) => tx.claims.read(pick(world.dongles, drawn))),
  'claims.write': command(
    fc.record({ seen, pinned: fc.boolean(), open: fc.boolean(), company, other: three, grace: fc.boolean() }),
    (tx, world, { seen, pinned, open, company, other, grace }) => {
      const by = world.companies[company]
      return tx.claims.write(seenOf(world, seen), {
        generation: seen.generation,
        stateHash: hashValue({ state: seen.state }),
        pinned: pinned ? { company: by, certificate: pick(world.certificates, other) } : undefined,
        open: open ? { transfer: pick(world.transfers, other), company: by, generation: seen.generation } : undefined,
        graceUntil: grace ? { clinic: worldSeconds } : {},
        temporaryGranted: false,
        blocked: false,
        cancelled: undefined,
      })
    },
  ),
  'claims.markTemporaryGranted': command(dongle, (tx, world, drawn) =>
    tx.claims.markTemporaryGranted(pick(world.dongles, drawn), at),
  ),
  'claims.pinAssignment': command(fc.record({ serial: three, dongle }), (tx, world, drawn) =>
    tx.claims.pinAssignment({ serial: pick(world.serials, drawn.serial), dongle: pick(world.dongles, drawn.dongle) }),
  ),
  'claims.readAssignment': command(three, (tx, world, drawn) => tx.claims.readAssignment(pick(world.serials, drawn))),
  'transfers.find': command(three, (tx, world, drawn) => tx.transfers.find(pick(world.transfers, drawn))),
  'transfers.findLineCertificate': command(fc.record({ dongle, line }), (tx, world, drawn) =>
    tx.transfers.findLineCertificate({ dongle: pick(world.dongles, drawn.dongle), line: drawn.line }),
  ),
  'transfers.listMoved': command(dongle, (tx, world, drawn) => tx.transfers.listMoved(pick(world.dongles, drawn))),
  'transfers.insert': fc.oneof(
    command(
      fc.record({
        drawn,
        state: fc.constantFrom('ordered', 'ordered', 'moved', 'certified', 'answered', 'draining', 'drained'),
      }),
      (tx, world, { drawn, state }) => tx.transfers.insert(transferOf(world, drawn, state)),
    ),
    command(
      fc.record({ transfer: three, dongle, state: fc.constantFrom('moved', 'certified', 'drained') }),
      insertDone,
    ),
  ),
  'transfers.finish': command(fc.record({ transfer: three, certificate: three }), (tx, world, drawn) =>
    tx.transfers.finish(pick(world.transfers, drawn.transfer), {
      result: 'all-moved',
      certificate: pick(world.certificates, drawn.certificate),
      receipt: 'cmVjZWlwdA',
      at,
    }),
  ),
  'transfers.certify': command(fc.record({ transfer: three, certificate: three }), (tx, world, drawn) =>
    tx.transfers.certify(pick(world.transfers, drawn.transfer), {
      result: 'all-moved',
      certificate: pick(world.certificates, drawn.certificate),
      at,
    }),
  ),
  'transfers.complete': command(drawn, (tx, world, drawn) =>
    tx.transfers.complete(pick(world.transfers, drawn.transfer), wholeOf(world, drawn)),
  ),
  'transfers.closeReplaced': command(three, (tx, world, drawn) =>
    tx.transfers.closeReplaced(pick(world.transfers, drawn), at),
  ),
  'custody.readChains': command(licenses, (tx, world, drawn) =>
    tx.custody.readChains(drawn.map((index) => pick(world.licenses, index))),
  ),
  'custody.appendLinks': fc.oneof(
    command(
      fc.record({ licenses, sequence: fc.nat(3), debit: fc.constantFrom('vendor', 'dongle:S'), to: three }),
      (tx, world, { licenses, sequence, debit, to }) => {
        const link = { sequence, debit, credit: placeOf(world, to), at: worldSeconds, transfer: null }
        return tx.custody.appendLinks(new Map(licenses.map((index) => [pick(world.licenses, index), link])))
      },
    ),
    command(fc.record({ license: fc.nat(5), to: three }), goOn),
  ),
  'certificates.insert': fc.oneof(
    command(drawn, (tx, world, drawn) => tx.certificates.insert(certificateOf(world, drawn))),
    command(fc.record({ transfer: three, dongle }), finishOrdered),
  ),
  'certificates.find': command(three, (tx, world, drawn) => tx.certificates.find(pick(world.certificates, drawn))),
  'certificates.read': command(three, (tx, world, drawn) => tx.certificates.read(pick(world.certificates, drawn))),
  'freezes.isFrozen': command(fc.constant(null), (tx) => tx.freezes.isFrozen()),
  'freezes.freeze': command(three, (tx, world, drawn) =>
    tx.freezes.freeze({ alert: pick(world.alerts, drawn), reason: `reason ${drawn}`, at }),
  ),
  'freezes.thaw': command(fc.constant(null), (tx) => tx.freezes.thaw()),
  'contract.readLines': command(fc.constant(null), (tx) => tx.contract.readLines()),
  'contract.findPolicy': command(
    fc.record({ line: fc.constantFrom('clinic', 'lab', 'none'), version: fc.constantFrom(1, 2) }),
    (tx, _, asked) => tx.contract.findPolicy(asked),
  ),
  'contract.readProducts': command(fc.subarray(['scan', 'design', 'none']), (tx, _, ids) =>
    tx.contract.readProducts(ids),
  ),
  'contract.readContractLines': command(fc.record({ serial: three, licenses }), (tx, world, { serial, licenses }) =>
    tx.contract.readContractLines({
      serial: pick(world.serials, serial),
      ids: licenses.map((index) => pick(world.licenses, index)),
    }),
  ),
  'contract.readWaves': command(three, async (tx, world, drawn) => {
    const { waves, attributes } = await tx.contract.readWaves(pick(world.serials, drawn))
    return { attributes, waves: waves.map(({ id: _, ...wave }) => wave) }
  }),
  'contract.findReseller': command(fc.constant(null), (tx) =>
    tx.contract.findReseller('rsl_00000000000000000000000000'),
  ),
  'contract.readForeignOwners': command(licenses, (tx, world, drawn) =>
    tx.contract.readForeignOwners(drawn.map((index) => pick(world.licenses, index))),
  ),
  'contract.findCompanyName': command(fc.constant(null), (tx) => tx.contract.findCompanyName()),
  'contract.countUsable': command(fc.record({ line, days: fc.constantFrom(0, 400, 4000) }), (tx, _, { line, days }) =>
    tx.contract.countUsable({ line, now: addDays(at, days) }),
  ),
  'contract.grantLicense': command(
    fc.record({ license: fc.integer({ min: 3, max: 5 }), product: fc.constantFrom('scan', 'none') }),
    (tx, world, { license, product }) =>
      tx.contract.grantLicense({
        id: pick(world.licenses, license),
        like: { ...licenseOf(world), product },
        until: '2027-01-31',
      }),
  ),
}

/** A finished transfer with its certificate: each needs the other, which chance alone seldom brings together. */
function insertDone(
  tx: LedgerTx,
  world: LedgerWorld,
  { transfer, dongle, state }: { transfer: number; dongle: number; state: 'moved' | 'certified' | 'drained' },
): Promise<unknown> {
  const drawn = { transfer, certificate: transfer, dongle, line: 'clinic', company: 'ours' } as const
  return inOneGo([
    tx.transfers.insert(transferOf(world, drawn, state)),
    tx.certificates.insert(certificateOf(world, drawn)),
  ])
}

/** Of several statements sent together the first that fails is the answer, however fast the others are. */
async function inOneGo(statements: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(statements)).find((settled) => settled.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** An order that is carried out. */
async function finishOrdered(
  tx: LedgerTx,
  world: LedgerWorld,
  { transfer, dongle }: { transfer: number; dongle: number },
): Promise<void> {
  const drawn = { transfer, certificate: transfer, dongle, line: 'clinic', company: 'ours' } as const
  const certificate = certificateOf(world, drawn)
  const { jti, result } = certificate.claims
  await inOneGo([
    tx.certificates.insert(certificate),
    tx.transfers.finish(pick(world.transfers, transfer), { result, certificate: jti, receipt: 'cmVjZWlwdA', at }),
  ])
}

/** Continues a chain where it ends, as a transfer does. */
async function goOn(tx: LedgerTx, world: LedgerWorld, { license, to }: { license: number; to: number }): Promise<void> {
  const id = pick(world.licenses, license)
  const last = (await tx.custody.readChains([id])).get(id)?.at(-1)
  await tx.custody.appendLinks(
    new Map([
      [
        id,
        {
          sequence: (last?.sequence ?? 0) + 1,
          debit: last?.credit ?? 'vendor',
          credit: placeOf(world, to),
          at: worldSeconds,
          transfer: null,
        },
      ],
    ]),
  )
}

const placeOf = (world: LedgerWorld, index: number): string =>
  index === 0 ? `company:${world.companies.ours}` : index === 1 ? `company:${world.companies.theirs}` : 'dongle:S'

/** What most answers are about is called more often than the rest. */
const weights: Partial<Record<keyof Commands, number>> = { 'transfers.insert': 4, 'custody.appendLinks': 4 }

/** Any call of the ledger. */
export const anyAct: fc.Arbitrary<Act> = fc.oneof(
  ...Object.entries(commands).map(([method, acts]) => ({
    weight: weights[method as keyof Commands] ?? 1,
    arbitrary: acts.map(({ name, run }) => ({
      name: `${method} ${name}`,
      run,
      [fc.toStringMethod]: () => `${method} ${name}`,
    })),
  })),
)
