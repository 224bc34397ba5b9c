import fc from 'fast-check'
import type { Act } from './contract/command.ts'
import { anyAct } from './contract/commands.ts'
import { pick } from './contract/documents.ts'
import type { LedgerWorld, WorldCompany } from './contract/world.ts'
import type { Ledger, LedgerTx } from './ledger.ts'

// What every ledger must do alike. A sequence of transactions is random, a ledger's answers to it are data: two ledgers are
// equal when they give the same ones, refusals included, and hold the same facts at the end.

/** Acts of one transaction, and how it ends. */
interface Transaction {
  readonly company: WorldCompany
  readonly acts: readonly Act[]
  /** Whether an act waits for the answer of the one before it. */
  readonly inTurn: boolean
  /** `late` asks for something after its commit. */
  readonly end: 'return' | 'commit' | 'late' | 'throw'
  readonly retryUnique: readonly string[]
}

export type Step =
  | { readonly do: 'one'; readonly transaction: Transaction }
  /** The second begins while the first holds the dongle that both are about. */
  | { readonly do: 'two'; readonly dongle: number; readonly first: Transaction; readonly second: Transaction }

const transaction = fc.record({
  company: fc.constantFrom('ours', 'ours', 'ours', 'theirs', 'theirs', 'strangers'),
  acts: fc.array(anyAct, { minLength: 1, maxLength: 4 }),
  inTurn: fc.boolean(),
  end: fc.constantFrom('return', 'return', 'commit', 'commit', 'commit', 'late', 'throw'),
  retryUnique: fc.subarray(['transfer_pkey', 'custody_pkey']),
}) satisfies fc.Arbitrary<Transaction>

export const anySequence: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('one'), transaction }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('two'), dongle: fc.nat(2), first: transaction, second: transaction }),
    },
  ),
  { minLength: 1, maxLength: 4 },
)

/** Everything a ledger said to a sequence, and everything that can be read of it at the end. */
export async function answersOf(ledger: Ledger, world: LedgerWorld, sequence: readonly Step[]): Promise<unknown> {
  const answers = []
  for (const step of sequence) answers.push(await take(ledger, world, step))
  return {
    answers,
    shared: await readShared(ledger, world),
    ours: await readOwn(ledger, world, 'ours'),
    theirs: await readOwn(ledger, world, 'theirs'),
  }
}

async function take(ledger: Ledger, world: LedgerWorld, step: Step): Promise<unknown> {
  if (step.do === 'one') return run(ledger, world, step.transaction, async () => undefined)
  const lock = (tx: LedgerTx) =>
    tx.claims.lock({
      dongle: pick(world.dongles, step.dongle),
      serial: pick(world.serials, step.dongle),
      generation: 1,
      stateHash: '',
    })
  // Whoever starts over does so behind the other one or not, as it happens: nothing starts over here.
  const once = { retryUnique: [] }
  let second: Promise<unknown> | undefined
  const first = await run(ledger, world, { ...step.first, ...once }, async (tx) => {
    const locked = await lock(tx)
    second = run(ledger, world, { ...step.second, ...once }, lock)
    return locked
  })
  return { first, second: await second }
}

class GivenUp extends Error {
  override name = 'GivenUp'
}

function run(
  ledger: Ledger,
  world: LedgerWorld,
  { company, acts, inTurn, end, retryUnique }: Transaction,
  begin: (tx: LedgerTx) => Promise<unknown>,
): Promise<unknown> {
  const runs: unknown[] = []
  const work = async (tx: LedgerTx) => {
    const answers: unknown[] = []
    runs.push(answers)
    answers.push(await attempt(() => begin(tx)))
    if (inTurn) for (const act of acts) answers.push(await attempt(() => act.run(tx, world), retryUnique))
    else answers.push(...(await Promise.all(acts.map((act) => attempt(() => act.run(tx, world), retryUnique)))))
    if (end === 'throw') throw new GivenUp()
    if (end === 'return') return
    answers.push(await attempt(() => tx.commit().then(() => 'committed')))
    if (end === 'late') answers.push(await attempt(() => tx.contract.findCompanyName()))
  }
  return attempt(() => ledger.inCompany(world.companies[company], work, retryUnique)).then((ended) => ({ ended, runs }))
}

/** A refusal is an answer too, except one that the ledger is to start over for. */
async function attempt(act: () => Promise<unknown>, retryUnique: readonly string[] = []): Promise<unknown> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (!('code' in error)) return { refused: error.name }
    const constraint = 'constraint' in error ? error.constraint : undefined
    if (typeof constraint === 'string' && retryUnique.includes(constraint)) throw error
    // A statement that a failed transaction never came to prepare is refused for that, the next time it is sent.
    return { refused: error.code === '26000' ? '25P02' : error.code, constraint }
  }
}

/** Of the dongles, whichever company asks. */
const readShared = (ledger: Ledger, world: LedgerWorld): Promise<unknown> =>
  ledger.inCompany(world.companies.ours, (tx) =>
    Promise.all([
      ...world.dongles.map((dongle) => tx.claims.read(dongle)),
      ...world.serials.map((serial) => tx.claims.readAssignment(serial)),
      tx.contract.readForeignOwners(world.licenses),
    ]),
  )

const readOwn = (ledger: Ledger, world: LedgerWorld, company: WorldCompany): Promise<unknown> =>
  ledger.inCompany(world.companies[company], (tx) =>
    Promise.all([
      ...world.transfers.map((id) => tx.transfers.find(id)),
      ...world.dongles.map((dongle) => tx.transfers.findLineCertificate({ dongle, line: 'clinic' })),
      ...world.dongles.map((dongle) => tx.transfers.listMoved(dongle)),
      ...world.certificates.map((id) => attempt(() => tx.certificates.read(id))),
      tx.custody.readChains(world.licenses),
      tx.contract.readContractLines({ serial: pick(world.serials, 0), ids: world.licenses }),
    ]),
  )
