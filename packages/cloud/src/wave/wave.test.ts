import { type CompanyId, makeId, type ResellerId, type WaveId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { random } from '@undongle/core/node/crypto'
import { dayMs, minuteMs } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { signedIn } from '../auth/auth.fixture.ts'
import { catalog, contractFile, licenseOf, newCompany, problemCode } from '../testing/cloud.fixture.ts'
import { move, startWorld, type World } from '../testing/world.fixture.ts'
import { watchWaves } from './watch.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const newWave = (): WaveId => makeId('wave', new Date(), random)
const newReseller = (): ResellerId => makeId('reseller', new Date(), random)
const past = '2026-01-01T00:00:00.000Z'
const list = { kind: 'list' }

let lines = 0
/** A line of its own, so that the waves of one test are nobody else's. */
async function newLine(): Promise<{ line: string; license: (changes?: Partial<License>) => License }> {
  const line = `line${++lines}`
  const products = [{ id: `${line}-app`, line, name: 'App' }]
  const file = { ...catalog, lines: [{ id: line, name: line, policy: 'lab' }], products }
  expect((await world.operator.import({ ...file, companies: [], contracts: [], dongles: [] })).status).toBe(200)
  return {
    line,
    license: (changes = {}) => ({ ...licenseOf('lab-design'), line, product: `${line}-app`, name: 'App', ...changes }),
  }
}

const call = (method: string, path: string, body?: unknown) => world.operator.page.call(method, path, body)
async function plan(line: string, changes: object = {}, wave = newWave()): Promise<WaveId> {
  const asked = { line, name: wave, cohort: list, opensAt: past, ...changes }
  expect(await call('PUT', `/v1/waves/${wave}`, { plan: asked })).toMatchObject({ status: 200 })
  return wave
}
const act = (wave: WaveId, what: string, body: object = {}) => call('POST', `/v1/waves/${wave}/${what}`, body)
const changesOf = async (wave: WaveId) => {
  const { body } = await call('GET', `/v1/waves/${wave}/changes`)
  return body.changes.map(({ act, by }: { act: string; by: string }) => [act, by.slice(0, 4)])
}

const reasonOf = async (dongle: Parameters<World['ours']['courier']['preview']>[0], line: string) =>
  (await world.ours.courier.preview(dongle, line)).body.plan.licenses.map(({ reason }: { reason: string }) => reason)

test('[Q08] a hand-picked group goes first: who is on the list may move, the others stay on their dongles', async () => {
  const { line, license } = await newLine()
  const { ours, sell } = world
  const [first, second, other] = [
    await sell(ours.company, [license()]),
    await sell(ours.company, [license()]),
    await sell(ours.company, [licenseOf('lab-design')]),
  ]
  expect(await reasonOf(second, line)).toEqual(['moves'])
  const wave = await plan(line)
  expect(await act(wave, 'members', { serials: [first.serial] })).toMatchObject({ body: { added: 1 } })
  expect(await act(wave, 'members', { serials: [first.serial] })).toMatchObject({ body: { added: 0 } })
  expect(await reasonOf(second, line)).toEqual(['wave-not-open'])
  expect(await reasonOf(other, 'lab')).toEqual(['moves'])
  expect((await move(ours, first, line)).result).toBe('all-moved')
  expect((await ours.courier.open(second, line)).body).toMatchObject({ answer: 'refused', result: 'ineligible' })
  await act(wave, 'members', { companies: [ours.company], note: 'all of this customer' })
  expect(await reasonOf(second, line)).toEqual(['moves'])
  expect(await changesOf(wave)).toEqual([
    ['listed', 'usr_'],
    ['listed', 'usr_'],
    ['planned', 'usr_'],
  ])
})

test('[Q10] each license shows when its own wave comes', async () => {
  const { line, license } = await newLine()
  const { ours, sell } = world
  const [old, current] = [license({ generation: '2.4' }), license({ generation: '3.1' })]
  await sell(ours.company, [old])
  await sell(ours.company, [current])
  await plan(line, { cohort: { kind: 'filter', generationFrom: '3.0' }, opensAt: '2030-05-01T00:00:00.000Z' })
  await plan(line, { cohort: { kind: 'everyone' }, opensAt: '2031-05-01T00:00:00.000Z' })
  const { body } = await ours.courier.call('GET', '/v1/licenses?limit=200')
  const shown = new Map(body.licenses.map((held: { license: License; waveOpensAt: string }) => [held.license.id, held]))
  expect(shown.get(old.id)).toMatchObject({ place: 'dongle', waveOpensAt: '2031-05-01T00:00:00.000Z' })
  expect(shown.get(current.id)).toMatchObject({ place: 'dongle', waveOpensAt: '2030-05-01T00:00:00.000Z' })
  const lines = (await call('GET', '/v1/lines')).body.lines
  expect(lines.find(({ id }: { id: string }) => id === line).waveOpensAt).toBe('2031-05-01T00:00:00.000Z')
})

test('[Q08] a wave is cut by the country that the import says of a company', async () => {
  const { line, license } = await newLine()
  const [austrian, german] = [newCompany(), newCompany()]
  for (const [company, country] of [
    [austrian, 'at'],
    [german, 'de'],
  ] as const) {
    const file = contractFile(company, [{ license: license(), dongle: `${line}-${country}` }], { number: line })
    const { vendor, companies, contracts } = file as { [name: string]: object[] }
    const named = companies?.map((one) => ({ ...one, attributes: { country } }))
    const only = { vendor, lines: [], products: [], companies: named, contracts, dongles: [] }
    expect((await world.operator.import(only)).status).toBe(200)
  }
  const cohort = { kind: 'filter', attributes: { country: ['at', 'ch'] } }
  const wave = await plan(line, { cohort, stepByStep: true })
  expect((await act(wave, 'releases', { count: 5 })).body).toMatchObject({ released: [`${line}-at`] })
})

test('[Q95] a wave goes n at a time, and whoever is released is invited in the name of its reseller', async () => {
  const { line, license } = await newLine()
  const reseller = newReseller()
  const companies = [newCompany(), newCompany(), newCompany()].toSorted()
  for (const [at, company] of companies.entries()) {
    const file = contractFile(company, [{ license: license(), dongle: `${line}-${at}` }], { number: line, reseller })
    const { vendor, companies, contracts } = file as { [name: string]: unknown }
    const resellers = [{ id: reseller, name: 'North', email: 'hi@north.example', phone: '+49 1' }]
    const only = { vendor, lines: [], products: [], resellers, companies, contracts, dongles: [] }
    expect((await world.operator.import(only)).status).toBe(200)
  }
  const wave = await plan(line, { cohort: { kind: 'filter', resellers: [reseller] }, stepByStep: true })
  expect((await act(wave, 'releases', { count: 2 })).body).toMatchObject({ released: [`${line}-0`, `${line}-1`] })
  expect((await act(wave, 'releases', { count: 2 })).body).toMatchObject({ released: [`${line}-2`] })
  expect((await act(wave, 'releases', { count: 2 })).body).toMatchObject({ released: [] })
  const told = await world.cloud.database.query(
    `select company_id, facts ->> 'reseller' as reseller, facts ->> 'email' as email from outbox where id = $1 order by 1`,
    [wave],
  )
  expect(told).toEqual(companies.map((company_id) => ({ company_id, reseller: 'North', email: 'hi@north.example' })))
  const { body } = await call('GET', `/v1/lines/${line}/funnel?by=reseller`)
  expect(body.rows).toEqual([{ key: reseller, known: 3, eligible: 3, invited: 3, moved: 0, failed: 0 }])
})

test('[Q09] step by step nobody moves before being released, and a paused wave lets nobody begin', async () => {
  const { line, license } = await newLine()
  const { ours, sell } = world
  const dongle = await sell(ours.company, [license()])
  const wave = await plan(line, { cohort: { kind: 'everyone' }, stepByStep: true })
  expect(await reasonOf(dongle, line)).toEqual(['wave-not-open'])
  expect((await act(wave, 'releases', { count: 5 })).body.released).toEqual([dongle.serial])
  expect(await reasonOf(dongle, line)).toEqual(['moves'])
  expect((await act(wave, 'pause', { note: 'a support case' })).body.wave.pausedAt).not.toBe(null)
  expect(await reasonOf(dongle, line)).toEqual(['wave-not-open'])
  expect(problemCode(await act(wave, 'releases', { count: 1 }))).toBe('wave-paused')
  expect(problemCode(await act(wave, 'resumption', { note: '' }))).toBe('request-invalid')
  expect((await act(wave, 'resumption', { note: 'solved' })).body.wave.pausedAt).toBe(null)
  expect((await move(ours, dongle, line)).result).toBe('all-moved')
  const { body } = await call('GET', `/v1/lines/${line}/funnel?by=wave`)
  expect(body.rows).toEqual([{ key: wave, known: 1, eligible: 1, invited: 1, moved: 1, failed: 0 }])
})

test('[Q95] a wave pauses by itself when too many fail, raises an alert, and forgets them when it is resumed', async () => {
  const { line, license } = await newLine()
  const { ours, sell } = world
  const pauseAt = { failuresPercent: 50, over: 5 }
  const wave = await plan(line, { cohort: { kind: 'everyone' }, pauseAt })
  const good = await sell(ours.company, [license()])
  const trial = { contract: { kind: 'demo' } }
  const open = async () => (await ours.courier.open(await sell(ours.company, [license()], trial), line)).body
  for (let failed = 0; failed < 4; failed++) expect(await open()).toMatchObject({ answer: 'refused' })
  expect(await watchWaves(world.cloud.deps)).toEqual([])
  await open()
  expect(await watchWaves(world.cloud.deps)).toEqual([wave])
  expect(await watchWaves(world.cloud.deps)).toEqual([])
  expect(await reasonOf(good, line)).toEqual(['wave-not-open'])
  const alerts = (await call('GET', '/v1/alerts')).body.alerts
  expect(alerts.map(({ kind }: { kind: string }) => kind)).toContain('wave-paused')
  expect((await changesOf(wave))[0]).toEqual(['paused-by-limit', 'limi'])
  await act(wave, 'resumption', { note: 'these were demo dongles' })
  expect(await watchWaves(world.cloud.deps)).toEqual([])
  expect((await move(ours, good, line)).result).toBe('all-moved')
  const { body } = await call('GET', `/v1/lines/${line}/funnel?by=day`)
  expect(body.rows).toEqual([{ key: expect.any(String), known: null, eligible: null, invited: 0, moved: 1, failed: 5 }])
})

test('[Q95] by a schedule each dongle knows its turn beforehand, and a pause puts off those that had not come', async () => {
  const { line, license } = await newLine()
  const { ours, sell, cloud } = world
  const dongles = [await sell(ours.company, [license()]), await sell(ours.company, [license()])]
  const serials = dongles.map(({ serial }) => serial)
  const wave = await plan(line, { cohort: { kind: 'everyone' }, stepByStep: true })
  const from = cloud.deps.now().getTime() + minuteMs
  const turn = (minutes: number) => new Date(from + minutes * minuteMs).toISOString()
  const schedule = { kind: 'times', each: 1, times: [turn(0), turn(1)] }
  const one = await act(wave, 'releases', { count: 1, schedule })
  expect(one.body).toEqual({ released: [serials[0]], lastTurnAt: turn(0) })
  const other = await act(wave, 'releases', { count: 9, schedule })
  expect(other.body).toEqual({ released: [serials[1]], lastTurnAt: turn(1) })
  const shown = async () => {
    const { body } = await ours.courier.call('GET', '/v1/licenses?limit=200')
    const held: { dongle: string; waveOpensAt: string }[] = body.licenses
    return serials.map((serial) => held.find(({ dongle }) => dongle === serial)?.waveOpensAt)
  }
  const reasons = () => Promise.all(dongles.map((dongle) => reasonOf(dongle, line)))
  expect(await shown()).toEqual([turn(0), turn(1)])
  expect(await reasons()).toEqual([['wave-not-open'], ['wave-not-open']])
  // Nothing runs in the background of this cloud: time alone lets the first in.
  await onTrial(from + 1, async () => {
    expect(await reasons()).toEqual([['moves'], ['wave-not-open']])
    await act(wave, 'pause', { note: 'a support case' })
  })
  await onTrial(from + 1 + 3 * minuteMs, async () => {
    expect(await reasons()).toEqual([['wave-not-open'], ['wave-not-open']])
    await act(wave, 'resumption', { note: 'solved' })
    expect(await reasons()).toEqual([['moves'], ['wave-not-open']])
    expect(await shown()).toEqual([turn(0), turn(4)])
  })
  expect((await act(wave, 'releases', { count: 9 })).body.released).toEqual([])
})

/** The cloud's clock stands at a moment, and goes on afterwards. */
async function onTrial(atMs: number, work: () => Promise<void>): Promise<void> {
  const { clock } = world.cloud
  clock.stoppedAtMs = atMs
  await work().finally(() => {
    delete clock.stoppedAtMs
  })
}

test('[Q08] a reseller nominates its own customers, within its places, and nobody else’s', async () => {
  const { line, license } = await newLine()
  const reseller = newReseller()
  const resellers = [{ id: reseller, name: 'South', email: 'hi@south.example' }]
  const sell = async (by: ResellerId | null) => {
    const company = newCompany()
    const serial = `${line}-${company.slice(-6)}`
    const file = contractFile(company, [{ license: license(), dongle: serial }], { number: line, reseller: by })
    const only = { ...file, lines: [], products: [], resellers }
    expect((await world.operator.import(only)).status).toBe(200)
    return { company, serial }
  }
  const [first, second, foreign] = [await sell(reseller), await sell(reseller), await sell(null)]
  const wave = await plan(line, { stepByStep: true, nominations: 1 })
  const hidden = await plan(line)
  const { page } = await signedIn(world.cloud, [], reseller)
  const nominate = (company: CompanyId, by = page, of = wave) =>
    by.call('POST', `/v1/waves/${of}/nominations?company=${company}`, {})
  const seen = (await page.call('GET', `/v1/waves?line=${line}`)).body.waves
  expect(seen.map(({ id }: { id: string }) => id)).toEqual([wave])
  expect(problemCode(await nominate(foreign.company))).toBe('not-allowed')
  expect(problemCode(await nominate(first.company, world.operator.page))).toBe('not-allowed')
  expect(problemCode(await nominate(first.company, page, hidden))).toBe('nominations-used-up')
  expect((await nominate(first.company)).body).toEqual({ released: [first.serial], left: 0 })
  expect((await nominate(first.company)).body).toEqual({ released: [], left: 0 })
  expect(problemCode(await nominate(second.company))).toBe('nominations-used-up')
  const { body } = await page.call('GET', `/v1/lines/${line}/funnel`)
  expect(body.rows).toEqual([{ key: line, known: 2, eligible: 2, invited: 1, moved: 0, failed: 0 }])
  expect((await call('GET', `/v1/lines/${line}/funnel`)).body.rows).toMatchObject([{ known: 3 }])
})

test('the same plan again changes nothing; another wave of the same name is refused', async () => {
  const { line } = await newLine()
  const wave = await plan(line, { name: 'pilot' })
  await plan(line, { name: 'pilot' }, wave)
  await plan(line, { name: 'pilot', opensAt: null }, wave)
  expect(await changesOf(wave)).toEqual([
    ['changed', 'usr_'],
    ['planned', 'usr_'],
  ])
  const twin = { line, name: 'pilot', cohort: list, opensAt: null }
  expect(problemCode(await call('PUT', `/v1/waves/${newWave()}`, { plan: twin }))).toBe('wave-name-taken')
  expect(problemCode(await call('PUT', `/v1/waves/${newWave()}`, { plan: { ...twin, line: 'none' } }))).toBe(
    'not-found',
  )
  expect(problemCode(await act(newWave(), 'pause', { note: 'x' }))).toBe('not-found')
})

test('[Q95] what an import says of a whole line is a wave like any other, with a record of its own', async () => {
  const { line } = await newLine()
  const file = { ...catalog, products: [], companies: [], contracts: [], dongles: [] }
  const opens = async (waveOpensAt?: string | null) => {
    const lines = [{ id: line, name: line, policy: 'lab', ...(waveOpensAt === undefined ? {} : { waveOpensAt }) }]
    expect((await world.operator.import({ ...file, lines })).status).toBe(200)
    return (await call('GET', `/v1/waves?line=${line}`)).body.waves
  }
  expect(await opens()).toEqual([])
  const [wave] = await opens(null)
  expect(wave).toMatchObject({ name: 'everyone', cohort: { kind: 'everyone' }, opensAt: null })
  const later = new Date(Date.now() + dayMs).toISOString()
  await opens(later)
  await opens(later)
  const [open] = await opens()
  expect(Date.parse(open.opensAt)).toBeLessThanOrEqual(Date.parse(later))
  expect(await changesOf(wave.id)).toEqual([
    ['imported', 'impo'],
    ['imported', 'impo'],
    ['imported', 'impo'],
  ])
})
