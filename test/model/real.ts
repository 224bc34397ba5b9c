import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { newTransfer, type operatorOf, problemCode } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import type { VirtualDongle } from '../../packages/cloud/src/testing/virtual-dongle.ts'
import type { Customer } from '../../packages/cloud/src/testing/world.fixture.ts'
import type { Stage } from './customers.ts'
import type { Act, Line } from './model.ts'

export type Support = Awaited<ReturnType<typeof operatorOf>>['page']

/** The same acts at the real cloud, over HTTP, with a dongle that signs. */
export interface Real {
  perform(act: Act): Promise<string>
  /** Where the company's list says that each line's license is. */
  places(): Promise<Record<Line, string>>
}

export function makeReal({ ours, theirs, dongle, licenses }: Stage, support: Support): Real {
  let order: string | undefined
  let retired: { order: string; receipt: string } | undefined
  let lostCase: string | undefined

  async function open({ courier }: Customer, line: Line): Promise<string> {
    const { status, body } = await openFresh(courier, dongle, line)
    if (status !== 200) return body.code
    if (body.answer !== 'ordered') return body.result
    order = body.order
    return `ordered ${claimsOf(body.order).line}`
  }

  async function commit(): Promise<string> {
    if (retired === undefined) return 'nothing'
    const { status, body } = await ours.courier.commit(dongle, retired.order, retired.receipt)
    return status === 200 ? body.result : body.code
  }

  async function report(): Promise<string> {
    const id = makeId('case', new Date(), random)
    const asked = { serial: dongle.serial, what: 'lost', words: 'Gone.' }
    const { status, body } = await ours.courier.call('PUT', `/v1/lost-dongles/${id}`, asked)
    if (status !== 200) return body.code
    lostCase = body.id
    return body.attempts > 1 ? 'again' : `bridged ${body.facts.bridge.length}`
  }

  async function decide(decision: string): Promise<string> {
    if (lostCase === undefined) return 'nothing'
    const body = { decision: { decision }, words: 'Decided.' }
    const answer = await support.call('POST', `/v1/cases/${lostCase}/decision`, body)
    lostCase = undefined
    return answer.status === 200 ? 'decided' : String(problemCode(answer))
  }

  return {
    async perform(act) {
      switch (act.act) {
        case 'open':
          return open(ours, act.line)
        case 'stranger':
          return open(theirs, act.line)
        case 'retire':
          if (order === undefined || retired?.order === order) return 'nothing'
          retired = { order, receipt: dongle.retire(order) }
          return 'retired'
        case 'commit':
          return commit()
        case 'report':
          return report()
        case 'find':
          return decide('found')
        case 'replace':
          return decide('replaced')
      }
    },
    async places() {
      const { status, body } = await ours.courier.call('GET', '/v1/licenses?limit=200')
      if (status !== 200) throw new Error(`the list of licenses: ${status} ${body.code}`)
      const held = await allOf(ours, body)
      const place = (id: string) => held.find((entry) => entry.license.id === id)?.place ?? 'nowhere'
      return { clinic: place(licenses.clinic.id), lab: place(licenses.lab.id) }
    },
  }
}

/** A courier previews, and opens what was shown; where the facts changed between, it looks again. */
async function openFresh(courier: Customer['courier'], dongle: VirtualDongle, line: Line) {
  for (let attempt = 0; ; attempt++) {
    const preview = await courier.preview(dongle, line)
    if (preview.status !== 200) return preview
    const { planHash, nonce } = preview.body
    const opened = await courier.open(dongle, line, { transfer: newTransfer(), planHash, nonce })
    if (problemCode(opened) !== 'plan-changed' || attempt === 3) return opened
  }
}

interface Held {
  readonly license: { readonly id: string }
  readonly place: string
}

async function allOf({ courier }: Customer, first: { licenses: Held[]; next: string | null }): Promise<Held[]> {
  const held = [...first.licenses]
  let { next } = first
  while (next !== null) {
    const { body } = await courier.call('GET', `/v1/licenses?limit=200&after=${next}`)
    held.push(...body.licenses)
    next = body.next
  }
  return held
}

const claimsOf = (document: string): { line: Line } =>
  JSON.parse(Buffer.from(document.split('.')[1] ?? '', 'base64url').toString())
