import { cloudApi } from '@undongle/core/api/cloud'
import { ApiError } from '@undongle/core/api/error'
import type { AssignedSeat, Seat } from '@undongle/core/api/seat'
import { expect, test } from 'vitest'
import { runUndongle } from '../../../../test/api/command-line.ts'
import { serveOperations } from '../../../../test/api/serve-operations.ts'

const files = { 'addresses.json': JSON.stringify({ cloud: 'http://cloud.test' }), 'operator-token': 'operator-token' }
const at = '2026-03-01T12:00:00.000Z'
const until = '2026-03-11T12:00:00.000Z'
const company = 'com_01k00000000000000000000000'
const machine = { id: 'ls_01k00000000000000000000000', name: 'front desk' } as const
const seat: Seat = {
  lease: 'lse_01k00000000000000000000000',
  product: 'clinic-scan',
  license: 'lic_01k00000000000000000000000',
  machine,
  user: { id: 'usr_01k00000000000000000000000', name: 'Anna Weber' },
  since: at,
  until,
  freed: null,
}
const freed = { at: until, by: 'usr_01k00000000000000000000001', words: 'Somebody forgot it.' }
const waiting = { lease: 'lse_01k00000000000000000000009', product: 'clinic-scan', machine, since: at, position: 1 }
const assigned: AssignedSeat = {
  license: seat.license,
  product: 'clinic-scan',
  seats: 2,
  holder: 'anna@example.com',
  since: at,
  by: 'usr_01k00000000000000000000000',
  freeAt: null,
  inUse: null,
}
const asked: unknown[] = []
const server = serveOperations(cloudApi, {
  'seat.list': ({ query }) => {
    asked.push(query)
    return {
      seats: [seat, { ...seat, freed }],
      waiting: [waiting],
      next: query.after === undefined ? seat.lease : null,
    }
  },
  'seat.free': ({ parameters, query, body }) => {
    if (parameters.lease !== seat.lease) throw new ApiError('lease-unknown')
    asked.push([query, body])
    return { freeAt: at, mayWorkUntil: until }
  },
  'seat.assign': ({ parameters, query }) => {
    asked.push([parameters, query])
    return assigned
  },
  'seat.unassign': ({ parameters }) => {
    if (parameters.holder !== assigned.holder) throw new ApiError('seat-not-assigned')
    return { ...assigned, freeAt: until }
  },
  'assigned-seat.list': ({ query }) => {
    asked.push(query)
    const named = { ...assigned, since: null, by: 'contract', inUse: { lease: seat.lease, until } }
    return { seats: [assigned, named, { ...assigned, freeAt: until }], next: 'lic_1 ada@smile.example' }
  },
  'seat-refusal.list': () => ({
    refusals: [
      {
        lease: waiting.lease,
        product: waiting.product,
        machine,
        code: 'no-seat-free',
        firstAt: at,
        lastAt: until,
        times: 12,
      },
    ],
    next: null,
  }),
})
const run = (...args: string[]) => {
  asked.length = 0
  return runUndongle(['seat', ...args], { fetch: server, files })
}

test('[Q99] who holds a seat, who waits, and where the list goes on', async () => {
  const { out } = await run('list', '--company', company, '--product', 'clinic-scan')
  expect(asked).toEqual([{ company, product: 'clinic-scan' }])
  expect(out).toMatch(/lse_\w+ +clinic-scan +front desk +Anna Weber +2026-03-01T12:00:00.000Z +2026-03-11/)
  expect(out).toMatch(/freed from 2026-03-11T12:00:00.000Z: Somebody forgot it\./)
  expect(out).toMatch(/1 +clinic-scan +front desk +2026-03-01/)
  expect(out).toContain(`--after ${seat.lease}`)
  const more = await run('list', '--after', seat.lease, '--json')
  expect(more.json()).toMatchObject({ seats: [{ lease: seat.lease }, { freed }], next: null })
})

test('[Q99] a seat is given to others from a stated time on, with words for its holder', async () => {
  const ran = await run('free', seat.lease, '--words', 'Closed for today.', '--at', '2026-03-01T18:00:00Z')
  expect(ran).toMatchObject({ exit: 0, out: expect.stringContaining(`may work until ${until}`) })
  expect(asked).toEqual([[{}, { at: '2026-03-01T18:00:00.000Z', words: 'Closed for today.' }]])
  expect((await run('free', seat.lease, '--words', 'x', '--at', 'tonight')).exit).toBe(2)
  expect((await run('free', seat.lease)).exit).toBe(2)
  expect((await run('free', waiting.lease, '--words', 'x')).exit).toBe(3)
})

test('[Q99] who asked in vain is a table with the reason', async () => {
  expect((await run('refusals')).out).toMatch(/clinic-scan +front desk +no-seat-free +12 +2026-03-01/)
})

test('a seat is given to a person, and taken again with the time from which another one can have it', async () => {
  const { license, holder } = assigned
  expect((await run('assign', license, holder, '--company', company)).out).toContain('anna@example.com has a seat')
  expect(asked).toEqual([[{ license, holder }, { company }]])
  expect((await run('unassign', license, holder)).out).toContain(`from ${until}`)
  expect((await run('unassign', license, 'bert@example.com')).exit).toBe(3)
})

test('whose the seats are, and which are in use, is a table', async () => {
  const { out } = await run('assigned', '--license', assigned.license)
  expect(asked).toEqual([{ license: assigned.license }])
  expect(out).toMatch(/anna@example.com +2026-03-01T12:00:00.000Z +idle/)
  expect(out).toMatch(/anna@example.com +named by the contract +in use until 2026-03-11/)
  expect(out).toMatch(/taken away, free for others from 2026-03-11/)
  expect(out).toContain("--after 'lic_1 ada@smile.example'")
})
