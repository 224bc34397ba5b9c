import { type CompanyId, makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../../test/postgres/test-database.ts'
import { groupMost } from '../db/in-groups.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { newLease, newMachine, newPool, openSeatDeps, sellSeats } from '../testing/seats.fixture.ts'
import { openAdmission } from './admission.ts'
import type { SeatAsk } from './ask.ts'

let database: TestDatabase
let deps: Awaited<ReturnType<typeof openSeatDeps>>
beforeAll(async () => {
  database = await testDatabase()
  deps = await openSeatDeps(database.db)
})
afterAll(async () => {
  await deps.close()
  await database.drop()
})

/** A company with one pool, and what its transactions do. */
async function customer(seats: number) {
  const company = makeId('company', new Date(), random)
  await sellSeats(database.query, [newPool(company, 'pool-1', seats)])
  const counted = countStatements(deps.ledger)
  const admission = openAdmission({ ...deps, ledger: counted.ledger })
  const checkOut = (id = newLease(), previous: SeatAsk['id'] | null = null, machine = newMachine(company)) =>
    admission.ask({ ask: 'check-out', machine, id, product: 'pool-1', previous, waits: false, user: null })
  return { company, admission, checkOut, groups: counted.groups }
}

/** The statements of each transaction, by name. */
function countStatements(ledger: Ledger): { ledger: Ledger; groups: string[][] } {
  const groups: string[][] = []
  const inCompany: Ledger['inCompany'] = (company: CompanyId, work, retryUnique) =>
    ledger.inCompany(
      company,
      (tx) => {
        const statements: string[] = []
        groups.push(statements)
        const counted = Object.entries(tx).map(([noun, methods]) =>
          typeof methods === 'function' ? [noun, methods] : [noun, named(noun, methods, statements)],
        )
        return work(Object.fromEntries(counted))
      },
      retryUnique,
    )
  return { ledger: { ...ledger, inCompany }, groups }
}

const named = (noun: string, methods: object, statements: string[]) =>
  Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      (...parameters: unknown[]) => {
        statements.push(`${noun}.${name}`)
        return method(...parameters)
      },
    ]),
  )

test('a group takes as many statements as a single ask, however large it is', async () => {
  const { checkOut, groups } = await customer(1000)
  const first = checkOut()
  const others = Array.from({ length: groupMost + 5 }, () => checkOut())
  expect((await Promise.all([first, ...others])).every(({ outcome }) => outcome === 'held')).toBe(true)
  expect(groups).toHaveLength(3) // the one that found nobody, a full one, and the five behind it
  const [alone, full] = groups
  expect(full).toEqual(alone)
  expect(full).toEqual([
    'leases.lockLicenses',
    'leases.lock',
    'leases.readLiveSeats',
    'seats.readWaiting',
    'leases.readFrame',
    'leases.lockSequences',
    'leases.takeSequences',
    'leases.insert',
  ])
})

test('a group answers each as if it had come alone: in their order, and a “no” is nobody else’s', async () => {
  const { company, admission, checkOut } = await customer(2)
  const machine = newMachine(company)
  const [first, second, third, renewed] = [newLease(), newLease(), newLease(), newLease()]
  const held = await checkOut(first, null, machine)
  const answers = await Promise.all([
    checkOut(), // in flight while the others gather
    checkOut(second, null, machine),
    checkOut(renewed, first, machine),
    checkOut(renewed, first, machine),
    admission.ask({ ask: 'release', machine: newMachine(company), id: renewed }),
    admission.ask({ ask: 'release', machine, id: renewed }),
    checkOut(renewed, first, machine),
    checkOut(third, null, machine),
    admission.ask({
      ask: 'check-out',
      machine,
      id: newLease(),
      product: 'nobody-sells-this',
      previous: null,
      waits: false,
      user: null,
    }),
  ])
  expect(held.outcome).toBe('held')
  expect(answers.map((answer) => (answer.outcome === 'refused' ? answer.code : answer.outcome))).toEqual([
    'held',
    'no-seat-free',
    'held',
    'held',
    'released',
    'released',
    'lease-unknown',
    'held',
    'product-unknown',
  ])
  expect(answers[3]).toEqual(answers[2])
  expect(answers.flatMap((answer) => (answer.outcome === 'released' ? [answer.released] : []))).toEqual([false, true])
})

test('a row that can’t be read is the trouble of whoever asks for it', async () => {
  const { company, checkOut } = await customer(5)
  const broken = newLease()
  const machine = newMachine(company)
  await checkOut(broken, null, machine)
  await database.query(`update lease set claims = '{}' where id = $1`, [broken])
  const settled = await Promise.allSettled([checkOut(), checkOut(broken, null, machine), checkOut()])
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('whoever is over its end holds no seat, and can’t come back under its old id', async () => {
  const { company, checkOut, admission } = await customer(1)
  const id = newLease()
  const machine = newMachine(company)
  await checkOut(id, null, machine)
  const later = openAdmission({ ...deps, now: () => new Date(Date.now() + 11 * 24 * 3600 * 1000) })
  const other = {
    ask: 'check-out',
    machine: newMachine(company),
    id: newLease(),
    product: 'pool-1',
    previous: null,
    waits: false,
    user: null,
  } as const
  expect((await admission.ask(other)).outcome).toBe('refused')
  expect((await later.ask(other)).outcome).toBe('held')
  const again = { ask: 'check-out', machine, product: 'pool-1', previous: null, waits: false, user: null } as const
  expect(await later.ask({ ...again, id })).toEqual({ outcome: 'refused', code: 'lease-unknown' })
  expect(await later.ask({ ...again, id: newLease(), previous: id })).toEqual({
    outcome: 'refused',
    code: 'no-seat-free',
  })
})
