import { presets } from '@undongle/core/policy/presets'
import { licenseOf } from '../../../packages/cloud/src/testing/cloud.fixture.ts'
import { until, type Wire } from '../../permit/world.ts'
import type { MachineStage, Refused } from './machine-stage.ts'

/** One scene at a machine: what it shows, with the requirements in its title, and the answers it has to end with. */
export interface MachineScene {
  readonly title: string
  readonly play: (stage: MachineStage) => Promise<unknown[]>
  readonly ends: readonly unknown[]
}

const scan = () => licenseOf('clinic-scan')
const node = () => licenseOf('render-node')

/** Does something at the moment a message of the transfer is on the wire. */
const at =
  (message: RegExp, when: { asked?: () => Promise<void> | void; answered?: () => Promise<void> | void }): Wire =>
  async (path, send) => {
    if (!message.test(path)) return send()
    await when.asked?.()
    const response = await send()
    await when.answered?.()
    return response
  }
const openMessage = /^\/v1\/transfers\/[^/]+$/
const receiptMessage = /\/receipt$/
const lost: Wire = () => Promise.reject(new Error('no network'))

export const machineScenes: readonly MachineScene[] = [
  {
    title: '[Q57] without a network nothing begins, and the answer says what to try and whom to ask',
    async play({ sell, machineWith, check, say }) {
      const dongle = await sell([scan()])
      const machine = await machineWith(dongle)
      await check(machine, dongle, 'clinic')
      machine.wire = lost
      const { problem, policy, eligible } = await check(machine, dongle, 'clinic')
      say(`- the cloud is away → **${problem?.code}**: ${problem?.title} ${problem?.next}`)
      say(`- whom to ask: ${policy?.support.name}, ${policy?.support.email}, ${policy?.support.phone}`)
      machine.wire = undefined
      return [problem?.code, eligible, policy?.support.email]
    },
    ends: ['cloud-unreachable', false, presets.clinic.support.email],
  },
  {
    title: '[Q57] [Q62] an answer that is lost on the way is asked for again by itself, and trying again is safe',
    async play({ sell, machineWith, confirm, untilStanding, sayStanding, finish, read }) {
      const dongle = await sell([scan()])
      const machine = await machineWith(dongle)
      let isAway = true
      machine.wire = async (path, send) => {
        const response = await send()
        if (isAway && receiptMessage.test(path)) throw new Error('the answer is lost')
        return response
      }
      const id = await confirm(machine, dongle, 'clinic')
      const waiting = await untilStanding(machine, id, ({ waitingFor }) => waitingFor === 'cloud')
      await sayStanding(machine, id, 'the cloud’s answer is lost')
      isAway = false
      const again = await machine.call('POST', `/v1/transfers/${id}/resume`, { pin: null })
      const result = await finish(machine, id)
      const first = (await read(machine, id)).document
      const retried = await machine.call('POST', `/v1/transfers/${id}/resume`, { pin: null })
      return [waiting.unavailable, again.status, result, retried.body.document === first]
    },
    ends: [true, 200, 'all-moved', true],
  },
  {
    title: '[Q62] [Q63] the licenses are away only from the dongle to the cloud, and usable there right after',
    async play({ sell, machineWith, confirm, finish, sayStanding, say }) {
      const dongle = await sell([scan()])
      const machine = await machineWith(dongle)
      const away: boolean[] = []
      const look = (when: string) => async () => {
        const [running] = (await machine.call('GET', '/v1/transfers')).body.transfers
        away.push(running.unavailable)
        await sayStanding(machine, running.id, when)
      }
      const opening = at(openMessage, { asked: look('before the order') })
      const bringing = at(receiptMessage, { asked: look('the receipt is on its way') })
      machine.wire = (path, send) => opening(path, () => bringing(path, send))
      const result = await finish(machine, await confirm(machine, dongle, 'clinic'))
      await look('afterwards')()
      const seat = await until('a seat', async () => {
        const source = await machine.seat('clinic-scan')
        return source === 'cloud' ? source : undefined
      })
      say(`- an application that asks now gets its seat from the ${seat}`)
      return [...away, result, seat]
    },
    ends: [false, true, false, 'all-moved', 'cloud'],
  },
  {
    title: '[Q64] a dongle that is pulled too early loses nothing: the page says which one to put back',
    async play({ sell, machineWith, plugIn, check, confirm, finish, untilStanding, sayStanding, sayDisclaimers }) {
      const dongle = await sell([scan()])
      const machine = await machineWith(dongle)
      sayDisclaimers(await check(machine, dongle, 'clinic'))
      machine.wire = at(openMessage, { answered: () => machine.pull(dongle) })
      const id = await confirm(machine, dongle, 'clinic')
      const waiting = await untilStanding(machine, id, ({ waitingFor }) => waitingFor === 'dongle')
      await sayStanding(machine, id, 'pulled before it was written')
      machine.wire = undefined
      await plugIn(dongle)
      return [waiting.unavailable, await finish(machine, id)]
    },
    ends: [false, 'all-moved'],
  },
  {
    title: '[Q64] pulled once its receipt is read, it is not needed any more',
    async play({ sell, machineWith, confirm, finish }) {
      const dongle = await sell([scan()])
      const machine = await machineWith(dongle)
      machine.wire = at(receiptMessage, { asked: () => machine.pull(dongle) })
      return [await finish(machine, await confirm(machine, dongle, 'clinic'))]
    },
    ends: ['all-moved'],
  },
  {
    title: '[Q65] another dongle that is plugged in meanwhile is ignored',
    async play({ sell, machineWith, plugIn, confirm, finish, seenAt, say }) {
      const [dongle, other] = [await sell([scan()]), await sell([scan()])]
      const machine = await machineWith(dongle)
      machine.wire = at(openMessage, {
        answered: async () => {
          machine.wire = undefined
          await plugIn(other)
        },
      })
      const result = await finish(machine, await confirm(machine, dongle, 'clinic'))
      const { licenses } = await seenAt(machine, other)
      const states = (licenses ?? []).map(({ state }) => state)
      say(`- the other dongle’s license is: ${states.join(', ')}`)
      return [result, ...states]
    },
    ends: ['all-moved', 'on'],
  },
  {
    title:
      '[Q42] [Q66] [Q14] render: two dongles at once are a red rule that names both, and the second waits its turn',
    async play({ sell, machineWith, check, confirm, finish, untilStanding, say }) {
      const [one, two] = [await sell([node()]), await sell([node()])]
      const machine = await machineWith(one, two)
      const { rules } = await check(machine, two, 'render')
      const count = rules.find(({ rule }) => rule === 'dongle-count')
      const named = [one, two].every(({ serial }) => count?.reason.includes(serial))
      say(`- both plugged in → **${count?.answer}**: both are named. ${count?.fix}`)
      machine.wire = (path, send) => (openMessage.test(path) ? lost(path, send) : send())
      const first = await confirm(machine, one, 'render')
      await untilStanding(machine, first, ({ waitingFor }) => waitingFor === 'cloud')
      const refused = await confirm(machine, two, 'render').catch((no: Refused) => no.code)
      machine.wire = undefined
      await machine.call('POST', `/v1/transfers/${first}/resume`, { pin: null })
      const result = await finish(machine, first)
      await until('the service is off', async () => {
        const { enabled } = (await machine.call('GET', '/v1/status')).body.dongleService
        return enabled ? undefined : true
      })
      await machineWith(two)
      return [named, refused, result, await finish(machine, await confirm(machine, two, 'render'))]
    },
    ends: [true, 'one-at-a-time', 'all-moved', 'all-moved'],
  },
  {
    title: '[Q67] clinic: all dongles in the machine move in one run',
    async play({ sell, machineWith, seenAt, check, confirm, finish, say }) {
      const first = await sell([scan()])
      const others = [await sell([scan()]), await sell([licenseOf('clinic-design')])]
      const machine = await machineWith(first, ...others)
      const { beside } = await check(machine, first, 'clinic')
      say(`- one confirmation moves this dongle and ${beside.length} others`)
      const together = [first]
      for (const other of others) if (beside.includes((await seenAt(machine, other)).dongle)) together.push(other)
      const ids = await Promise.all(together.map((dongle) => confirm(machine, dongle, 'clinic')))
      const results: string[] = []
      for (const id of ids) results.push(await finish(machine, id))
      const rest = (await check(machine, first, 'clinic')).beside
      say(`- afterwards ${rest.length} are left`)
      return [...results, rest.length]
    },
    ends: ['all-moved', 'all-moved', 'all-moved', 0],
  },
  {
    title: '[Q61] [Q68] [Q69] render: only licenses move, the dongle is unusable afterwards, and there is no way back',
    async play({ sell, machineWith, check, confirm, finish, seenAt, strangerWith, sayDisclaimers, say }) {
      const dongle = await sell([node()])
      const machine = await machineWith(dongle)
      const checked = await check(machine, dongle, 'render')
      sayDisclaimers(checked)
      const result = await finish(machine, await confirm(machine, dongle, 'render'))
      await machine.call('PUT', '/v1/dongle-service', { enabled: true })
      await until('read again', async () => (await seenAt(machine, dongle).catch(() => undefined)) && true)
      const { dongle: address } = await seenAt(machine, dongle)
      const back = await machine.call('PUT', `/v1/dongles/${address}/sources/render`, { source: 'dongle' })
      say(`- who wants the dongle back → **${back.body.code}**: ${back.body.title} ${back.body.next}`)
      await machine.unplug(dongle)
      const stranger = await strangerWith(dongle)
      const seat = await stranger.seat('render-node')
      say(`- an application on another machine, with this dongle alone → **${seat}**`)
      const states = ((await seenAt(stranger, dongle)).licenses ?? []).map(({ state }) => state)
      return [checked.policy?.disclaimers, result, back.body.code, seat, ...states]
    },
    ends: [presets.render.disclaimers, 'all-moved', 'no-way-back', 'product-unknown', 'off'],
  },
]
