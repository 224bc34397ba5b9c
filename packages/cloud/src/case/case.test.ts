import type { CaseAnswer, CaseSummary } from '@undongle/core/api/case'
import type { ResultDocument } from '@undongle/core/document/result'
import { type CaseId, makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { addDays, dayMs } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { browser, setUpToken } from '../auth/auth.fixture.ts'
import { putPerson } from '../auth/people.ts'
import { verifyLedger } from '../ledger/verify/verify.ts'
import { claimsOf, licenseOf, newTransfer, problemCode } from '../testing/cloud.fixture.ts'
import { type Customer, move, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
let agent: ReturnType<typeof browser>
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  agent = await supportAgent()
})
afterAll(() => world.cloud.stop())

async function supportAgent() {
  const { cloud } = world
  const user = await putPerson(cloud.auth, { email: 'sue@vendor.example', name: 'Sue', vendorRole: 'support-agent' })
  const page = browser(cloud)
  await page.call('POST', '/v1/set-up', { token: await setUpToken(cloud, user), password: 'a long enough password' })
  return page
}

const newCase = (): CaseId => makeId('case', new Date(), random)

async function refuse({ courier }: Customer, dongle: Parameters<typeof courier.open>[0], line = 'clinic') {
  const transfer = newTransfer()
  const { body } = await courier.open(dongle, line, { transfer })
  if (body.answer !== 'refused') return expect.fail(`a refusal was expected: ${JSON.stringify(body).slice(0, 300)}`)
  return { transfer, result: body.result, document: claimsOf<ResultDocument>(body.document) }
}

async function caseOf(document: ResultDocument): Promise<CaseAnswer> {
  return (await agent.call('GET', `/v1/cases/${document.case}`)).body
}

const decide = (id: CaseId | undefined, decision: object, words = 'Done.') =>
  agent.call('POST', `/v1/cases/${id}/decision`, { decision, words })

const ours = (list: { cases: CaseSummary[] }, dongle: { serial: string }) =>
  list.cases.filter(({ serial }) => serial === dongle.serial)

test('[Q52, Q58] no subscription: a production stop that holds the facts, named in the signed word', async () => {
  const { theirs, sell } = world
  const dongle = await sell(theirs.company, [], { onDongle: [licenseOf('clinic-design')] })
  const { transfer, document } = await refuse(theirs, dongle)
  const opened = await caseOf(document)
  expect(opened).toMatchObject({
    topic: 'no-subscription',
    severity: 'production-stop',
    company: theirs.company,
    transfer,
    attempts: 1,
    decided: null,
    facts: {
      result: 'no-subscription',
      shown: { title: 'No subscription found' },
      dongle: { key: dongle.thumbprint, serial: dongle.serial, grade: { class: 'A' } },
      licenses: [{ reason: 'no-contract', license: { product: 'clinic-design' } }],
      policy: { name: 'clinic', version: 1 },
      contact: theirs.courier.email,
    },
  })
})

test('[Q58] who tries again adds to the same case', async () => {
  const { ours: customer, sell } = world
  const dongle = await sell(customer.company, [], { onDongle: [licenseOf('clinic-design')] })
  const first = await refuse(customer, dongle)
  const second = await refuse(customer, dongle)
  expect(second.document.case).toBe(first.document.case)
  expect(await caseOf(first.document)).toMatchObject({ attempts: 2, transfer: first.transfer })
})

test('[Q58] support sees the cases of all companies, production stops first; a company sees its own', async () => {
  const { ours: customer, theirs, sell } = world
  const calm = newCase()
  await customer.courier.call('PUT', `/v1/cases/${calm}`, { topic: 'question', words: 'How do I start?' })
  const dongle = await sell(theirs.company, [], { onDongle: [licenseOf('clinic-design')] })
  const pressing = (await refuse(theirs, dongle)).document.case
  const all: CaseSummary[] = []
  for (let after = ''; ; ) {
    const { body } = await agent.call('GET', `/v1/cases?limit=2${after}`)
    all.push(...body.cases)
    if (body.next === null) break
    after = `&after=${body.next}`
  }
  const ids = all.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.indexOf(pressing as CaseId)).toBeLessThan(ids.indexOf(calm))
  const own: CaseSummary[] = (await customer.courier.call('GET', '/v1/cases')).body.cases
  expect(own.map(({ company }) => company)).not.toContain(theirs.company)
  expect(own.map(({ id }) => id)).toContain(calm)
  expect(problemCode(await customer.courier.call('GET', `/v1/cases/${pressing}`))).toBe('case-unknown')
  expect(problemCode(await agent.call('GET', '/v1/cases?after=nonsense'))).toBe('request-invalid')
})

test('[Q54] [Q56] another company’s dongle, and one without a license of the line, open a case too', async () => {
  const { ours: customer, theirs, sell } = world
  const sold = await sell(theirs.company, [licenseOf('clinic-scan')])
  await move(theirs, sold, 'clinic')
  expect((await caseOf((await refuse(customer, sold)).document)).topic).toBe('other-company')
  const lab = await sell(customer.company, [licenseOf('lab-design')])
  const nothing = await refuse(customer, lab)
  expect((await caseOf(nothing.document)).topic).toBe('nothing-relevant')
  expect((await move(customer, lab, 'lab')).result).toBe('all-moved')
})

test('[Q30] [Q58] where some licenses could not move, the rest moves and support hears of it', async () => {
  const { ours: customer, sell } = world
  const [known, extra] = [licenseOf('clinic-scan'), licenseOf('clinic-design')]
  const dongle = await sell(customer.company, [known], { onDongle: [known, extra] })
  expect((await move(customer, dongle, 'clinic')).result).toBe('partly-moved')
  const list = (await agent.call('GET', `/v1/cases?company=${customer.company}&limit=200`)).body
  expect(ours(list, dongle)).toMatchObject([{ topic: 'constellation', severity: 'ordinary' }])
})

test('[Q53] what support grants takes the place of the temporary subscription, which ends with the day', async () => {
  const { ours: customer, cloud, sell } = world
  await sell(customer.company, [licenseOf('lab-design')], { contract: { number: 'C-real' } })
  const dongle = await sell(customer.company, [], { onDongle: [licenseOf('clinic-scan')] })
  const { document } = await refuse(customer, dongle)
  const grant = {
    decision: 'granted',
    contract: 'C-real',
    product: 'clinic-scan',
    generation: '3.0',
    quantity: 2,
    until: null,
  }
  expect(problemCode(await decide(document.case, { ...grant, contract: 'C-none' }))).toBe('contract-unknown')
  expect(problemCode(await decide(document.case, { ...grant, product: 'none' }))).toBe('request-invalid')
  expect(problemCode(await decide(document.case, { decision: 'found' }))).toBe('decision-unfit')
  const [one, other] = await Promise.all([decide(document.case, grant), decide(document.case, grant)])
  expect(one.body).toEqual(other.body)
  expect(one.body.decided).toMatchObject({ decision: grant, words: 'Done.' })
  const list = await customer.courier.call('GET', '/v1/licenses?limit=200')
  expect(list.status, JSON.stringify(list.body)).toBe(200)
  const { licenses } = list.body
  const scans = licenses.filter(({ license }: { license: { product: string } }) => license.product === 'clinic-scan')
  const held = scans.map((entry: { contract: string; place: string; license: { quantity: number; term: object } }) => [
    entry.contract,
    entry.place,
    entry.license.term,
  ])
  const today = cloud.deps.now().toISOString().slice(0, 10)
  expect(held).toContainEqual(['C-real', 'cloud', { kind: 'perpetual' }])
  expect(held).toContainEqual(['', 'cloud', { kind: 'until', until: today }])
  expect(held.filter(([contract]: string[]) => contract === 'C-real')).toHaveLength(1)
  expect(problemCode(await decide(document.case, { decision: 'refused' }))).toBe('case-decided')
  const told = await cloud.database.query(`select kind, facts from outbox where id = $1`, [document.case])
  expect(told).toMatchObject([{ kind: 'case-decided', facts: { decision: 'granted', words: 'Done.' } }])
  expect((await verifyLedger(cloud.deps, { after: undefined, limit: 1000 })).faults).toEqual([])
})

test('[Q58] a customer opens a case about a transfer once, with its facts; only support decides it', async () => {
  const { ours: customer, sell } = world
  const dongle = await sell(customer.company, [], { onDongle: [licenseOf('clinic-design')] })
  const { transfer } = await refuse(customer, dongle)
  const id = newCase()
  const ask = () => customer.courier.call('PUT', `/v1/cases/${id}`, { topic: 'failed', words: 'It stops.', transfer })
  const opened = await ask()
  expect(opened.body).toMatchObject({ topic: 'failed', serial: dongle.serial, facts: { words: 'It stops.' } })
  expect((await ask()).body).toEqual(opened.body)
  const foreign = { topic: 'failed', words: 'It stops.', transfer: newTransfer() }
  expect(problemCode(await customer.courier.call('PUT', `/v1/cases/${newCase()}`, foreign))).toBe('transfer-unknown')
  const own = await customer.courier.call('POST', `/v1/cases/${id}/decision`, {
    decision: { decision: 'answered' },
    words: 'x',
  })
  expect(problemCode(own)).toBe('not-allowed')
  expect(problemCode(await agent.call('PUT', `/v1/cases/${newCase()}`, { topic: 'question', words: 'x' }))).toBe(
    'not-allowed',
  )
  expect((await decide(id, { decision: 'answered' }, 'Unplug it.')).body.decided).toMatchObject({ words: 'Unplug it.' })
})

test('[Q53] once per dongle, ever: not after the temporary subscription has ended either', async () => {
  const { ours: customer, cloud, sell } = world
  const dongle = await sell(customer.company, [], { onDongle: [licenseOf('clinic-scan')] })
  const { document } = await refuse(customer, dongle)
  expect(document.temporary?.until).toBe(addDays(cloud.deps.now(), 14).toISOString().slice(0, 10))
  await cloud.database.query(`update license set term_until = '2020-01-01' where id = $1`, [
    document.temporary?.license,
  ])
  expect((await refuse(customer, dongle)).result).toBe('no-subscription')
})

test('[Q53] a temporary subscription ends by itself, and from then on it is a production stop', async () => {
  const { theirs, cloud, sell } = world
  const dongle = await sell(theirs.company, [], { onDongle: [licenseOf('clinic-scan')] })
  const { document } = await refuse(theirs, dongle)
  const listed = async () => {
    const { body } = await agent.call('GET', `/v1/cases?company=${theirs.company}&limit=200`)
    return ours(body, dongle)
  }
  expect(await listed()).toMatchObject([{ severity: 'bridged', bridgedUntil: document.temporary?.until }])
  cloud.clock.aheadMs += 16 * dayMs
  agent = await supportAgent()
  expect(await listed()).toMatchObject([{ severity: 'production-stop' }])
})
