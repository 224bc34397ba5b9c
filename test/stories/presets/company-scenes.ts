import type { CloudEvent } from '@undongle/core/api/transfer'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { cloudFactWords } from '@undongle/core/transfer/timeline'
import { signedIn } from '../../../packages/cloud/src/auth/auth.fixture.ts'
import { courierOf, licenseOf, newTransfer } from '../../../packages/cloud/src/testing/cloud.fixture.ts'
import type { Scene } from './scene.ts'

const scan = () => licenseOf('clinic-scan')

/** Companies, their dongles and what support hears, under the clinic's policy. */
export const companyScenes: readonly Scene[] = [
  {
    title: '[Q27] two lines of one company: each moves in its own wave, into the same account, without preparation',
    async play({ newCustomer, sell, run, operator, cloud, say }) {
      const us = await newCustomer()
      const dongle = await sell(us, { licenses: [scan(), licenseOf('ortho-plan')] })
      const results = [await run(us, dongle, 'clinic'), await run(us, dongle, 'ortho')]
      const wave = makeId('wave', cloud.deps.now(), random)
      const cohort = { kind: 'list' }
      const plan = { line: 'ortho', name: 'Second', cohort, opensAt: cloud.deps.now().toISOString() }
      await operator.page.call('PUT', `/v1/waves/${wave}`, { plan })
      await operator.page.call('POST', `/v1/waves/${wave}/members`, { companies: [us.company] })
      say('- the vendor lets the customer into a wave of line ortho')
      return [...results, await run(us, dongle, 'ortho')]
    },
    ends: ['partly-moved', 'ineligible', 'all-moved'],
  },
  {
    title: '[Q28] two companies on one dongle: the accounts are aligned first, and both agree to it',
    async play({ newCustomer, sell, sellOn, run, sayCase, cloud, say }) {
      const [us, them] = [await newCustomer(), await newCustomer()]
      const lab = licenseOf('lab-design')
      const clinic = scan()
      const dongle = await sell(us, { licenses: [clinic], onDongle: [clinic, lab] })
      await sellOn(dongle, us, them, lab)
      const before = [await run(them, dongle, 'lab'), await sayCase(them, dongle)]
      const [ourAdmin, theirAdmin] = [
        (await signedIn(cloud, [[us.company, 'company-admin']])).page,
        (await signedIn(cloud, [[them.company, 'company-owner']])).page,
      ]
      const address = `/v1/alignments/${makeId('alignment', cloud.deps.now(), random)}`
      const asked = { serial: dongle.serial, into: 'theirs', words: 'We are one practice.' }
      const proposed = await theirAdmin.call('PUT', address, asked)
      say(`- they propose that all licenses go to the clinic → **${proposed.body.outcome}**`)
      const settled = await ourAdmin.call('POST', `${address}/settlement`, { agrees: true, words: 'Yes.' })
      say(`- the clinic’s administrator agrees → **${settled.body.outcome}**`)
      return [...before, settled.body.outcome, await run(us, dongle, 'clinic'), await run(us, dongle, 'lab')]
    },
    ends: ['other-company', 'alignment, ordinary', 'agreed', 'partly-moved', 'all-moved'],
  },
  {
    title: '[Q30] whatever no rule foresaw ends with a person who helps, and a case that is open already',
    async play({ newCustomer, sell, run, sayCase }) {
      const us = await newCustomer()
      const ended = licenseOf('clinic-scan', { term: { kind: 'until', until: '2020-01-31' } })
      const dongle = await sell(us, { licenses: [ended], onDongle: [ended, licenseOf('clinic-design')] })
      return [await run(us, dongle, 'clinic'), await sayCase(us, dongle)]
    },
    ends: ['ineligible', 'constellation, production-stop'],
  },
  {
    title: '[Q31] looking changes nothing; only the plan that was confirmed for this company and dongle is carried out',
    async play({ newCustomer, sell, run, ask, say }) {
      const [us, them] = [await newCustomer(), await newCustomer()]
      const [dongle, other] = [await sell(us, { licenses: [scan()] }), await sell(us, { licenses: [scan()] })]
      const { planHash, nonce } = (await us.courier.preview(other, 'clinic')).body
      const wrongDongle = await us.courier.open(dongle, 'clinic', { planHash, nonce })
      say(`- confirmed for another dongle → **${wrongDongle.body.code}**: ${wrongDongle.body.title}`)
      const ours = (await us.courier.preview(dongle, 'clinic')).body
      const { nonce: theirs } = (await them.courier.preview(dongle, 'clinic')).body
      const wrongCompany = await them.courier.open(dongle, 'clinic', { planHash: ours.planHash, nonce: theirs })
      say(`- confirmed for another company → **${wrongCompany.body.code}**: ${wrongCompany.body.title}`)
      const codes = [wrongDongle.body.code, wrongCompany.body.code]
      return [...codes, await ask(us, 'clinic', '6.0'), await run(us, dongle, 'clinic')]
    },
    ends: ['plan-changed', 'plan-changed', 'transfer-required', 'all-moved'],
  },
  {
    title: '[Q32] licenses are the company’s: another person’s machine uses what this one has moved',
    async play({ newCustomer, sell, run, cloud, seat, say }) {
      const us = await newCustomer()
      const dongle = await sell(us, { licenses: [scan()] })
      const colleague = { company: us.company, courier: await courierOf(cloud, us.company) }
      const before = await seat(colleague, 'clinic-scan')
      const result = await run(us, dongle, 'clinic')
      say('- on a colleague’s machine:')
      return [before, result, await seat(colleague, 'clinic-scan'), await seat(us, 'clinic-scan')]
    },
    ends: ['product-unknown', 'all-moved', 'granted', 'no-seat-free'],
  },
  {
    title: '[Q58] where some licenses cannot move, the rest moves, and support has the facts of both',
    async play({ newCustomer, sell, run, sayCase }) {
      const us = await newCustomer()
      const known = scan()
      const dongle = await sell(us, { licenses: [known], onDongle: [known, licenseOf('clinic-design')] })
      return [await run(us, dongle, 'clinic'), await sayCase(us, dongle)]
    },
    ends: ['partly-moved', 'constellation, ordinary'],
  },
  {
    title: '[Q57] [Q60] each step is on record when it is done, and the same again gets the same answer',
    async play({ newCustomer, sell, say }) {
      const us = await newCustomer()
      const dongle = await sell(us, { licenses: [scan()] })
      const transfer = newTransfer()
      const { planHash, nonce } = (await us.courier.preview(dongle, 'clinic')).body
      const steps = async (when: string): Promise<string[]> => {
        const { body } = await us.courier.call('GET', `/v1/transfers/${transfer}`)
        const facts = (body.timeline ?? []).map(({ fact }: CloudEvent) => fact)
        say(`- ${when}: ${facts.map((fact: CloudEvent['fact']) => cloudFactWords[fact]).join(' ') || body.title}`)
        return facts
      }
      const before = await steps('before it is confirmed')
      const open = () => us.courier.open(dongle, 'clinic', { transfer, planHash, nonce })
      const { order } = (await open()).body as { order: string }
      const ordered = await steps('when the cloud has answered')
      const again = (await open()).body as { order: string }
      const receipt = dongle.retire(order)
      const first = await us.courier.commit(dongle, order, receipt)
      const credited = await steps('when the dongle’s receipt has come')
      const repeated = await us.courier.commit(dongle, order, receipt)
      const isSame = again.order === order && repeated.body.certificate === first.body.certificate
      say(`- each message once more → ${isSame ? 'the same bytes' : 'something else'}`)
      return [before.join(), ordered.join(), credited.join(), String(isSame)]
    },
    ends: ['', 'ordered', 'ordered,credited', 'true'],
  },
]
