import type { MovedEvent } from '@undongle/core/api/moved'
import { dayMs } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { licenseOf, newTransfer, operatorOf, problemCode } from '../testing/cloud.fixture.ts'
import { move, openOrder, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const feed = async (query = ''): Promise<{ events: MovedEvent[]; next: string | null }> =>
  (await world.operator.page.call('GET', `/v1/moved${query}`)).body
const acknowledge = (events: readonly MovedEvent[]) =>
  world.operator.page.call('POST', '/v1/moved/ack', {
    events: events.map(({ id, company }) => ({ id, company })),
  })

/** The events of one transfer: tests share a feed. */
const eventsOf = async (transfer: string) => (await feed()).events.filter((event) => event.transfer === transfer)

test('[Q71] a transfer for good is told with its licenses, again and again until it is acknowledged', async () => {
  const { ours, sell } = world
  const licenses = [licenseOf('clinic-scan'), licenseOf('clinic-design')]
  const dongle = await sell(ours.company, licenses)
  const { transfer } = await move(ours, dongle, 'clinic')
  const [told, ...others] = await eventsOf(transfer)
  expect(others).toEqual([])
  expect(told).toMatchObject({
    id: `${transfer}.moved`,
    kind: 'moved',
    company: ours.company,
    dongle: dongle.serial,
    line: 'clinic',
    until: null,
    licenses: licenses.map(({ id }) => id).toSorted(),
  })
  expect(await eventsOf(transfer)).toEqual([told])
  expect((await acknowledge(told ? [told] : [])).body).toEqual({ acknowledged: 1 })
  expect(await eventsOf(transfer)).toEqual([])
  expect((await acknowledge(told ? [told] : [])).body).toEqual({ acknowledged: 0 })
})

test('[Q71] with a way back the dongle is told frozen, and expired on the day it ends', async () => {
  const { ours, sell, cloud } = world
  const dongle = await sell(ours.company, [licenseOf('lab-design')])
  const { transfer } = await move(ours, dongle, 'lab')
  const [frozen, ...others] = await eventsOf(transfer)
  expect(others).toEqual([])
  expect(frozen).toMatchObject({ kind: 'frozen', until: expect.stringMatching(/^20/) })
  expect((await acknowledge([{ ...(frozen as MovedEvent), id: `${transfer}.expired` }])).body.acknowledged).toBe(0)
  const startedAt = cloud.clock.aheadMs
  cloud.clock.aheadMs += 31 * dayMs
  const { page } = await operatorOf(cloud, 'later@vendor.example')
  const later = (await page.call('GET', '/v1/moved')).body.events as MovedEvent[]
  cloud.clock.aheadMs = startedAt
  expect(later.filter((event) => event.transfer === transfer).map(({ kind }) => kind)).toEqual(['frozen', 'expired'])
})

test('what was opened and never finished is not told', async () => {
  const { ours, sell } = world
  const { transfer } = await openOrder(ours, await sell(ours.company, [licenseOf('clinic-scan')]), 'clinic')
  expect(await eventsOf(transfer)).toEqual([])
})

test('a correction is told to both: returned here, moved there', async () => {
  const { ours, theirs, sell, operator, cloud } = world
  const { transfer } = await move(ours, await sell(ours.company, [licenseOf('clinic-scan')]), 'clinic')
  const second = await operatorOf(cloud, 'second@vendor.example')
  const correction = newTransfer()
  const proposed = await operator.page.call('PUT', `/v1/corrections/${correction}?company=${ours.company}`, {
    corrects: transfer,
    to: theirs.company,
    contact: 'ada@example.com',
    reason: 'it went to the wrong company',
  })
  expect(proposed.status).toBe(200)
  await second.page.call('POST', `/v1/corrections/${correction}/approval?company=${ours.company}`, {})
  const told = (await eventsOf(correction)).map(({ kind, company, licenses }) => [kind, company, licenses.length])
  expect(told.toSorted()).toEqual([
    ['moved', theirs.company, 1],
    ['returned', ours.company, 1],
  ])
})

test('pages go on behind the last event, and come as a table too', async () => {
  const { events } = await feed()
  const first = await feed('?limit=1')
  const rest = await feed(`?after=${encodeURIComponent(first.next ?? '')}`)
  expect([...first.events, ...rest.events].map(({ id, company }) => [id, company])).toEqual(
    events.map(({ id, company }) => [id, company]),
  )
  expect(problemCode(await world.operator.page.call('GET', '/v1/moved?after=nonsense'))).toBe('request-invalid')
  const cookie = [...world.operator.page.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const table = await world.cloud.app.request('http://cloud.test/v1/moved?limit=1', {
    headers: { accept: 'text/csv', cookie },
  })
  expect(table.headers.get('link')).toContain('rel="next"')
  const [head, row] = (await table.text()).split('\r\n')
  expect(head).toMatch(/^event,kind,at,company,company_name,dongle,line,license,/)
  expect(row?.split(',')[0]).toBe(first.events[0]?.id)
})
