import type { CustodyLink } from '@undongle/core/document/certificate'
import type { CompanyId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { dayMs } from '@undongle/core/time'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../../test/postgres/test-database.ts'
import type { Claim } from '../transfer/claim-store.ts'
import { at, certificateOf, pick, transferOf } from './contract/documents.ts'
import { permitOf } from './contract/permit-commands.ts'
import { insertCatalog, insertWorlds } from './contract/prepare.ts'
import { type LedgerWorld, makeWorld, worldSeconds } from './contract/world.ts'
import { guardLedger } from './guard.ts'
import type { Ledger, LedgerTx } from './ledger.ts'
import { memoryLedger } from './memory.ts'
import { postgresLedger } from './postgres.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await insertCatalog(database.query)
})
afterAll(() => database.drop())

let worlds = 0

/** A ledger of either kind with a world of its own, guarded, and what it logs. */
async function begin(kind: 'twin' | 'PostgreSQL') {
  const world = makeWorld(worlds++)
  await insertWorlds(database.query, [world])
  const inner = kind === 'twin' ? memoryLedger(world.sold) : postgresLedger({ db: database.db, random })
  const logged: object[] = []
  const ledger = guardLedger(inner, { now: () => at, random, log: { error: (about: object) => logged.push(about) } })
  return { world, inner, ledger, logged }
}

const drawn = { transfer: 0, certificate: 0, dongle: 0, line: 'clinic', company: 'ours' } as const

const seenOf = (world: LedgerWorld) => ({
  dongle: pick(world.dongles, 0),
  serial: pick(world.serials, 0),
  generation: 1,
  stateHash: 'state',
})

/** What COMMIT does, with one step done wrong. */
async function credit(tx: LedgerTx, world: LedgerWorld, wrong: Partial<Steps> = {}): Promise<void> {
  const { link, certificate, pinned, open } = { ...rightSteps(world), ...wrong }
  const license = pick(world.licenses, 0)
  const [claim] = await Promise.all([tx.claims.lock(seenOf(world)), tx.custody.readChains([license])])
  await tx.transfers.insert(transferOf(world, drawn, 'ordered'))
  const { jti, result } = certificate.claims
  await Promise.all([
    tx.custody.appendLinks(new Map([[license, link]])),
    tx.certificates.insert(certificate),
    tx.transfers.finish(pick(world.transfers, 0), { result, certificate: jti, receipt: 'cmVjZWlwdA', at }),
    tx.claims.write(seenOf(world), { ...claim, pinned: { company: pinned, certificate: jti }, open }),
    tx.commit(),
  ])
}

/** DRAIN → MOVED in one go, with a permit on record that ends so many days from now. */
async function drainDry(tx: LedgerTx, world: LedgerWorld, endsInDays: number, isReturned = false): Promise<void> {
  const { link, certificate, pinned } = rightSteps(world)
  const seen = seenOf(world)
  const [license, transfer, machine] = [pick(world.licenses, 0), pick(world.transfers, 0), pick(world.machines, 0)]
  const [claim] = await Promise.all([tx.claims.lock(seen), tx.custody.readChains([license])])
  const permit = permitOf(world, { dongle: 0, machine: 0, number: 1, issued: 0, day: 0, licenses: [0] })
  const exp = worldSeconds + (endsInDays * dayMs) / 1000
  await tx.permits.insert({ kid: 'permit-1', claims: { ...permit, iat: exp - 1, exp } })
  await tx.transfers.insert(transferOf(world, drawn, 'draining'))
  await tx.permits.readLive(seen.dongle, at)
  if (isReturned) await tx.permits.giveBack({ dongle: seen.dongle, machine, number: 1, at })
  const { jti, result } = certificate.claims
  await tx.custody.appendLinks(new Map([[license, link]]))
  await tx.certificates.insert(certificate)
  await tx.drains.finish({ transfer, dongle: seen.dongle }, { result, certificate: jti, at })
  await tx.claims.write(seen, { ...claim, pinned: { company: pinned, certificate: jti }, open: undefined })
}

interface Steps {
  readonly link: CustodyLink
  readonly certificate: ReturnType<typeof certifying>
  readonly pinned: CompanyId
  /** The transfer that the dongle's row names when all is done. */
  readonly open: Claim['open']
}

function rightSteps(world: LedgerWorld): Steps {
  const { ours } = world.companies
  const debit = `dongle:${world.serials[0]}`
  const first = { sequence: 1, debit: 'vendor', credit: debit, at: worldSeconds, transfer: null }
  const link: CustodyLink = {
    sequence: 2,
    debit,
    credit: `company:${ours}`,
    at: worldSeconds,
    transfer: pick(world.transfers, 0),
  }
  return { link, certificate: certifying(world, [first, link]), pinned: ours, open: undefined }
}

function certifying(world: LedgerWorld, chain: CustodyLink[]) {
  const { kid, claims } = certificateOf(world, drawn)
  return { kid, claims: { ...claims, moved: claims.moved.map(({ license }) => ({ license, chain })) } }
}

const stateOf = (ledger: Ledger, world: LedgerWorld) =>
  ledger.inCompany(world.companies.ours, async (tx) => ({
    chains: await tx.custody.readChains(world.licenses),
    transfer: await tx.transfers.find(pick(world.transfers, 0)),
    frozen: await tx.freezes.isFrozen(),
  }))

describe.each(['twin', 'PostgreSQL'] as const)('the guard on the %s', (kind) => {
  test('lets a right credit through', async () => {
    const { world, ledger, logged } = await begin(kind)
    await ledger.inCompany(world.companies.ours, (tx) => credit(tx, world))
    expect(await stateOf(ledger, world)).toMatchObject({ transfer: { state: 'moved' }, frozen: false })
    expect(logged).toEqual([])
  })

  test.each<[string, RegExp, (world: LedgerWorld) => Partial<Steps>]>([
    ['[Q91] a link that leaves a gap', /^I1: /, (world) => ({ link: { ...rightSteps(world).link, sequence: 3 } })],
    [
      '[Q91] a license taken from where it is not',
      /^I1: /,
      (world) => ({ link: { ...rightSteps(world).link, debit: 'dongle:elsewhere' } }),
    ],
    [
      'a license credited to another company',
      /^I3: /,
      (world) => ({ link: { ...rightSteps(world).link, credit: `company:${world.companies.theirs}` } }),
    ],
    ['a dongle pinned to another company than it gave to', /^I3: /, (world) => ({ pinned: world.companies.theirs })],
    [
      'a certificate that tells the chain otherwise',
      /^I4: /,
      (world) => {
        const { link } = rightSteps(world)
        return { certificate: certifying(world, [{ ...link, sequence: 1, debit: 'vendor' }, link]) }
      },
    ],
    [
      '[Q92] a dongle that would wait for a transfer that is over',
      /^I6: /,
      (world) => ({ open: { transfer: pick(world.transfers, 0), company: world.companies.ours, generation: 1 } }),
    ],
    [
      'a certificate without its own transfer',
      /^I2: /,
      (world) => ({
        certificate: certifying(world, rightSteps(world).certificate.claims.moved[0]?.chain.slice(0, 1) ?? []),
      }),
    ],
  ])('%s is rolled back, stops the company and raises an alert', async (_, reason, wrongOf) => {
    const { world, ledger, logged } = await begin(kind)
    const { ours, theirs } = world.companies
    const before = await stateOf(ledger, world)
    await expect(ledger.inCompany(ours, (tx) => credit(tx, world, wrongOf(world)))).rejects.toMatchObject({
      code: 'company-frozen',
    })
    expect(await stateOf(ledger, world)).toEqual({ ...before, frozen: true })
    expect(logged).toEqual([{ company: ours, reason: expect.stringMatching(reason) }])
    await expect(ledger.inCompany(ours, (tx) => credit(tx, world))).rejects.toMatchObject({ code: 'company-frozen' })
    expect(await ledger.inCompany(theirs, (tx) => tx.freezes.isFrozen())).toBe(false)
    await ledger.inCompany(ours, (tx) => tx.freezes.thaw())
    await ledger.inCompany(ours, (tx) => credit(tx, world))
    expect(await stateOf(ledger, world)).toMatchObject({ transfer: { state: 'moved' }, frozen: false })
  })

  test.each<[string, RegExp, (tx: LedgerTx, world: LedgerWorld) => Promise<unknown>]>([
    [
      '[Q92] an order that its dongle does not name, so that nobody would go on with it',
      /^I6: /,
      (tx, world) => tx.transfers.insert(transferOf(world, drawn, 'ordered')),
    ],
    [
      '[Q92] a transfer that would move a second time',
      /^I6: /,
      async (tx, world) => {
        await credit({ ...tx, commit: async () => undefined }, world)
        const [jti] = world.certificates
        await tx.transfers.certify(pick(world.transfers, 0), {
          result: 'all-moved',
          certificate: jti ?? expect.fail(),
          at,
        })
      },
    ],
    ['[Q92] a readable dongle that is credited while a permit is out', /^I7: /, (tx, world) => drainDry(tx, world, 1)],
  ])('%s is rolled back and stops the company', async (_, reason, wrong) => {
    const { world, ledger, logged } = await begin(kind)
    const { ours } = world.companies
    const before = await stateOf(ledger, world)
    await expect(ledger.inCompany(ours, (tx) => wrong(tx, world))).rejects.toMatchObject({ code: 'company-frozen' })
    expect(await stateOf(ledger, world)).toEqual({ ...before, frozen: true })
    expect(logged).toEqual([{ company: ours, reason: expect.stringMatching(reason) }])
  })

  test.each([
    ['was given back', 1, true],
    ['has ended, by the cloud’s clock', -1, false],
  ])('[Q92] a readable dongle is credited when its permit %s', async (_, endsInDays, isReturned) => {
    const { world, ledger } = await begin(kind)
    await ledger.inCompany(world.companies.ours, (tx) => drainDry(tx, world, endsInDays, isReturned))
    expect(await stateOf(ledger, world)).toMatchObject({ transfer: { state: 'drained' }, frozen: false })
  })

  test('[Q92] a dongle that belongs to a company is nobody else’s', async () => {
    const { world, ledger } = await begin(kind)
    const { ours, theirs } = world.companies
    await ledger.inCompany(ours, (tx) => credit(tx, world))
    const steal = ledger.inCompany(theirs, async (tx) => {
      const claim = await tx.claims.lock(seenOf(world))
      await tx.claims.write(seenOf(world), {
        ...claim,
        pinned: { company: theirs, certificate: pick(world.certificates, 0) },
      })
    })
    await expect(steal).rejects.toMatchObject({ code: 'company-frozen' })
  })

  test('what stands is still told to a frozen company', async () => {
    const { world, ledger } = await begin(kind)
    const { ours } = world.companies
    await ledger.inCompany(ours, (tx) => credit(tx, world))
    await ledger.inCompany(ours, (tx) => tx.freezes.freeze({ alert: pick(world.alerts, 0), reason: 'seen', at }))
    const repeat = ledger.inCompany(ours, async (tx) => {
      await tx.claims.lock(seenOf(world))
      return tx.certificates.read(pick(world.certificates, 0))
    })
    expect((await repeat).claims.transfer).toBe(world.transfers[0])
  })

  test.each<[string, string, (tx: LedgerTx, world: LedgerWorld) => Promise<unknown>]>([
    ['a chain that goes on from nowhere', 'custody_chain', (tx, world) => append(tx, world, { sequence: 3 })],
    [
      'a chain that goes on from another place',
      'custody_chain',
      (tx, world) => append(tx, world, { debit: 'dongle:X' }),
    ],
    [
      'a chain that does not begin with the vendor',
      'custody_begins',
      (tx, world) => append(tx, world, { sequence: 1, debit: 'dongle:X' }),
    ],
    [
      'a finished transfer without a certificate',
      'transfer_certificate',
      (tx, world) => tx.transfers.insert(transferOf(world, drawn, 'moved')),
    ],
    [
      '[Q92] a certificate of a transfer that is not finished',
      'certificate_of_transfer',
      async (tx, world) => {
        await tx.transfers.insert(transferOf(world, drawn, 'ordered'))
        await tx.certificates.insert(certificateOf(world, drawn))
      },
    ],
    [
      '[Q92] a certificate of a transfer that was refused',
      'certificate_of_transfer',
      async (tx, world) => {
        await tx.transfers.insert(transferOf(world, drawn, 'answered'))
        await tx.certificates.insert(certificateOf(world, drawn))
      },
    ],
  ])('%s is refused by the ledger itself', async (_, constraint, write) => {
    const { world, inner } = await begin(kind)
    await expect(inner.inCompany(world.companies.ours, (tx) => write(tx, world))).rejects.toMatchObject({ constraint })
  })

  test('what only the database sees stops the company too', async () => {
    const { world, ledger, logged } = await begin(kind)
    const { ours } = world.companies
    const finish = ledger.inCompany(ours, (tx) => tx.transfers.insert(transferOf(world, drawn, 'moved')))
    await expect(finish).rejects.toMatchObject({ code: 'company-frozen' })
    expect(logged).toEqual([{ company: ours, reason: expect.stringMatching(/^I2: /) }])
  })
})

function append(tx: LedgerTx, world: LedgerWorld, changes: Partial<CustodyLink>): Promise<void> {
  const link = { ...rightSteps(world).link, ...changes }
  return tx.custody.appendLinks(new Map([[pick(world.licenses, 0), link]]))
}

test('an alert stays in the database, with its company and reason', async () => {
  const { world, ledger } = await begin('PostgreSQL')
  const { ours } = world.companies
  const wrong = { link: { ...rightSteps(world).link, sequence: 3 } }
  await expect(ledger.inCompany(ours, (tx) => credit(tx, world, wrong))).rejects.toThrow()
  expect(await database.query('select kind, detail from alert where company_id = $1', [ours])).toEqual([
    { kind: 'ledger-violated', detail: expect.stringMatching(/^I1: /) },
  ])
})
