import type { CaseAnswer, CaseSummary } from '@undongle/core/api/case'
import { type CompanyId, makeId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { random } from '@undongle/core/node/crypto'
import { readinessWords } from '@undongle/core/readiness/words'
import { dayMs } from '@undongle/core/time'
import { resultWords } from '@undongle/core/transfer/words'
import {
  type Courier,
  catalog,
  claimsOf,
  contractFile,
  courierOf,
  dongleOf,
  newCompany,
  operatorOf,
  startWholeCloud,
} from '../../../packages/cloud/src/testing/cloud.fixture.ts'
import type { VirtualDongle } from '../../../packages/cloud/src/testing/virtual-dongle.ts'
import { testDatabase } from '../../postgres/test-database.ts'

// A stage for readable stories: the whole cloud behind its HTTP interface, customers with a License Server each, and a pen that writes down
// what was asked and answered. What it writes is the page in docs/stories, so it names no id and no date.

export interface Customer {
  readonly company: CompanyId
  readonly courier: Courier
}

/** What the vendor sold on one dongle. */
export interface Sold {
  readonly licenses: readonly License[]
  /** What stands on it, where that is not what the contract says. */
  readonly onDongle?: readonly License[]
  readonly contract?: object
  readonly enabled?: boolean
}

export type Stage = Awaited<ReturnType<typeof openStage>>

export async function openStage(lines: readonly object[] = []) {
  const cloud = await startWholeCloud(await testDatabase())
  const operator = await operatorOf(cloud)
  const written: string[] = []
  const say = (...said: string[]) => void written.push(...said)
  let sold = 0

  async function importFile(file: object): Promise<void> {
    const { status, body } = await operator.import({ ...file, lines: [...catalog.lines, ...lines] })
    if (status !== 200) throw new Error(JSON.stringify(body))
  }

  async function newCustomer(): Promise<Customer> {
    const company = newCompany()
    const name = `Company ${company.slice(-4)}`
    await importFile({ ...catalog, companies: [{ id: company, name }], contracts: [], dongles: [] })
    return { company, courier: await courierOf(cloud, company) }
  }

  async function sell(
    { company }: Customer,
    { licenses, onDongle, contract, enabled = true }: Sold,
  ): Promise<VirtualDongle> {
    const serial = `D-${++sold}`
    if (licenses.length > 0) {
      const placed = licenses.map((license) => ({ license, dongle: serial }))
      const file = contractFile(company, placed, { number: `C-${sold}`, ...contract })
      await importFile({ ...file, ...resellersIn(contract), dongles: [{ serial, company, enabled }] })
    }
    return dongleOf(cloud, serial, onDongle ?? licenses)
  }

  /** The vendor sells somebody else a license on the dongle of this owner. */
  async function sellOn(
    { serial }: VirtualDongle,
    owner: Customer,
    { company }: Customer,
    license: License,
  ): Promise<void> {
    const file = contractFile(company, [{ license, dongle: serial }], { number: `C-${++sold}` })
    await importFile({ ...file, dongles: [{ serial, company: owner.company }] })
  }

  /** The case that a result has opened by itself, with the facts it holds. */
  async function sayCase({ courier }: Customer, { serial }: VirtualDongle): Promise<string> {
    const { cases } = (await courier.call('GET', '/v1/cases')).body
    const opened = cases.find((found: CaseSummary) => found.serial === serial)
    if (opened === undefined) return 'no case'
    const { facts } = (await courier.call('GET', `/v1/cases/${opened.id}`)).body
    const licenses = facts.licenses.map(({ license, reason }: CaseLicense) => `${license.name} (${reason})`)
    say(`- support has a case about it: **${opened.topic}**, ${opened.severity}; it holds the dongle, the contract,`)
    say(`  what was shown (“${facts.shown?.title}”) and ${licenses.join(', ')}`)
    return `${opened.topic}, ${opened.severity}`
  }

  /** A seat for an application at this customer. */
  async function seat({ courier }: Customer, product: string): Promise<string> {
    const id = makeId('lease', cloud.deps.now(), random)
    const { status, body } = await courier.call('PUT', `/v1/leases/${id}`, { product, version: '6.0', previous: null })
    say(`- an application asks for ${product} → **${status === 200 ? 'granted' : body.code}**`)
    return status === 200 ? 'granted' : body.code
  }

  /** What the vendor's application asks. */
  async function ask({ courier }: Customer, line: string, version: string, moment = 'sign-in'): Promise<string> {
    const { body } = await courier.call('GET', `/v1/readiness?line=${line}&version=${version}&moment=${moment}`)
    const { say: words, next } = readinessWords(body)
    say(
      `- version ${version}${moment === 'update' ? ', just updated' : ''} → **${body.answer}**: ${[words, next].filter((said) => said !== '').join(' ')}`,
    )
    return body.answer
  }

  /** The whole run: what is shown, what is confirmed, and what came of it. */
  async function run(customer: Customer, dongle: VirtualDongle, line: string, targetUser?: string): Promise<string> {
    const { courier } = customer
    const preview = (await courier.preview(dongle, line)).body
    if (preview.plan === undefined) {
      say(`- run for line ${line} → **refused**`)
      return 'refused'
    }
    say(`- shown for line ${line}: **${preview.outcome}**`)
    for (const { license, answer, reason } of preview.plan.licenses)
      say(`  - ${license.name} ${license.generation}: ${answer}${answer === reason ? '' : ` (${reason})`}`)
    const { planHash, nonce } = preview
    const target = targetUser === undefined ? {} : { targetUser }
    const { body, status } = await courier.open(dongle, line, { planHash, nonce, ...target })
    if (status !== 200) {
      say(`- confirmed → **${body.code}**: ${body.title}`)
      return body.code
    }
    const result: string = body.answer === 'ordered' ? await carryOut(courier, dongle, body.order) : body.result
    const { title, next } = resultWords[result as keyof typeof resultWords]
    say(`- confirmed → **${result}**: ${title}. ${next}`)
    if (body.answer === 'refused') sayTemporary(body.document)
    return result
  }

  async function carryOut(courier: Courier, dongle: VirtualDongle, order: string): Promise<string> {
    const { until, iat } = claimsOf<{ until: number | null; iat: number }>(order)
    if (until !== null)
      say(`- the dongle works on beside the cloud for ${Math.round(((until - iat) * 1000) / dayMs)} days`)
    return (await courier.commit(dongle, order, dongle.retire(order))).body.result
  }

  function sayTemporary(document: string): void {
    const { temporary, iat } = claimsOf<{ temporary: { product: string; until: string } | null; iat: number }>(document)
    if (temporary === null) return
    const today = new Date(iat * 1000).toISOString().slice(0, 10)
    const days = (Date.parse(temporary.until) - Date.parse(today)) / dayMs
    say(`- for ${days} days the cloud has ${temporary.product}`)
  }

  return {
    cloud,
    operator,
    newCustomer,
    sell,
    sellOn,
    ask,
    run,
    carryOut,
    sayCase,
    seat,
    say,
    written,
    close: () => cloud.stop(),
  }
}

type CaseLicense = CaseAnswer['facts']['licenses'][number]

const resellersIn = (contract: object | undefined) =>
  contract !== undefined && 'reseller' in contract ? { resellers: [{ ...nordmark, id: contract.reseller }] } : {}

export const nordmark = {
  id: 'rsl_01kf0000000000000000000001',
  name: 'Nordmark Dental Supplies',
  email: 'help@nordmark.example',
  phone: '+45 555 0100',
} as const
