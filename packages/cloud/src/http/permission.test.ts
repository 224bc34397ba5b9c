import { cloudApi } from '@undongle/core/api/cloud'
import { type Operation, pathOf } from '@undongle/core/api/operation'
import { type Caller, type OperationName, permissions, scopeOf } from '@undongle/core/api/permission'
import { roles } from '@undongle/core/api/role'
import { type CompanyRole, companyRoleSchema } from '@undongle/core/api/sign-in'
import { type CompanyId, makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { type Answer, approvalToken, browser, setUpToken, signedIn } from '../auth/auth.fixture.ts'
import { putPerson } from '../auth/people.ts'
import { newTransfer, problemCode } from '../testing/cloud.fixture.ts'
import { startWorld, type World } from '../testing/world.fixture.ts'

type Call = (method: string, path: string, body?: unknown) => Promise<Answer>

const reseller = makeId('reseller', new Date(), random)
let world: World
const callers = new Map<Caller | 'approval', Call>()
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  const { cloud, ours, operator } = world
  callers.set('vendor-operator', operator.page.call)
  callers.set('support-agent', await supportAgent())
  callers.set('machine', ours.courier.call)
  for (const role of companyRoleSchema.options) {
    callers.set(role, (await signedIn(cloud, [[ours.company, role]])).page.call)
  }
  callers.set('reseller', (await signedIn(cloud, [], reseller)).page.call)
  const { page } = await signedIn(cloud, [[ours.company, 'company-owner']])
  const token = await approvalToken(cloud, page, ours.company)
  const approved = browser(cloud)
  callers.set('approval', (method, path, body) =>
    approved.call(method, path, body, { authorization: `Bearer ${token}` }),
  )
  callers.set('anyone', browser(cloud).call)
})
afterAll(() => world.cloud.stop())

const operations = Object.keys(cloudApi) as OperationName[]
const everybody: readonly Caller[] = [...roles, 'anyone']

describe.each(operations)('%s', (name) => {
  test.each(everybody)('[Q82] as %s', async (caller) => {
    const answer = await callOf(caller)(methodOf(name), addressOf(name), bodyOf(name))
    const isRefused = answer.status === 403 || (answer.status === 401 && problemCode(answer) === 'not-signed-in')
    expect({ [caller]: isRefused ? 'refused' : 'allowed' }).toEqual({
      [caller]: scopeOf(name, caller) === undefined ? 'refused' : 'allowed',
    })
  })

  test('a person’s approval in the device grant opens nothing else', async () => {
    const answer = await callOf('approval')(methodOf(name), addressOf(name), bodyOf(name))
    const isOpen = Object.hasOwn(permissions[name], 'anyone')
    expect(problemCode(answer) === 'not-allowed').toBe(!isOpen)
  })
})

test.each(
  operations.filter((name) => queryOf(name)?.includes('company')),
)('%s: nobody of one company sees another', async (name) => {
  const { theirs } = world
  for (const caller of [...companyRoleSchema.options, 'machine', 'reseller'] satisfies Caller[]) {
    const answer = await callOf(caller)(methodOf(name), `${addressOf(name)}?company=${theirs.company}`)
    expect([caller, problemCode(answer)]).toEqual([caller, 'not-allowed'])
  }
})

test('who belongs to several companies names one', async () => {
  const { cloud, ours, theirs } = world
  const memberships: [CompanyId, CompanyRole][] = [
    [ours.company, 'company-owner'],
    [theirs.company, 'company-user'],
  ]
  const { page } = await signedIn(cloud, memberships)
  expect(problemCode(await page.call('GET', '/v1/licenses'))).toBe('company-not-chosen')
  expect((await page.call('GET', `/v1/licenses?company=${ours.company}`)).status).toBe(200)
})

test('another company’s transfer is as unknown as none', async () => {
  const { ours, theirs, cloud } = world
  const id = newTransfer()
  await cloud.database.query(
    `insert into transfer (company_id, id, line, dongle_key, serial, public_key, grade, plan, plan_hash, contact, state,
       result, moved, kept, opened_at, finished_at)
     values ($1, $2, 'clinic', 'k', 's', '{}', '{}', '{}', 'h', '', 'answered', 'failed', 0, 0, now(), now())`,
    [theirs.company, id],
  )
  expect(problemCode(await ours.courier.call('GET', `/v1/transfers/${id}`))).toBe('transfer-unknown')
})

async function supportAgent(): Promise<Call> {
  const person = { email: 'support@vendor.example', name: 'Support', vendorRole: 'support-agent' } as const
  const user = await putPerson(world.cloud.auth, person)
  const page = browser(world.cloud)
  await page.call('POST', '/v1/set-up', {
    token: await setUpToken(world.cloud, user),
    password: 'a long enough password',
  })
  return page.call
}

const callOf = (caller: Caller | 'approval'): Call => callers.get(caller) ?? expect.fail(`nobody is ${caller}`)
const methodOf = (name: OperationName): string => cloudApi[name].method.toUpperCase()

function addressOf(name: OperationName): string {
  return pathOf(cloudApi[name], {
    transfer: newTransfer(),
    reseller,
    import: makeId('import', new Date(), random),
    source: 'sap',
    company: makeId('company', new Date(), random),
    lease: makeId('lease', new Date(), random),
    username: 'somebody@example.com',
    dongle: 'serial:S-1',
    licenseServer: makeId('licenseServer', new Date(), random),
    line: 'clinic',
    version: '1',
    epoch: '1000000',
    // Whether there is one is found out after whether the caller may ask.
    alignment: 'none',
    license: 'none',
    holder: 'none',
    entry: 'none',
    product: 'none',
    batch: 'none',
    case: 'none',
    wave: 'none',
  })
}

/** What is asked is nonsense: who is let in hears that, who is not hears nothing about it. */
function bodyOf(name: OperationName): unknown {
  const operation: Operation = cloudApi[name]
  return operation.body === undefined ? undefined : {}
}

function queryOf(name: OperationName): string[] | undefined {
  const operation: Operation = cloudApi[name]
  return operation.query && Object.keys(operation.query.shape)
}
