import { signedIn } from '../../../packages/cloud/src/auth/auth.fixture.ts'
import { licenseOf } from '../../../packages/cloud/src/testing/cloud.fixture.ts'
import type { Scene } from './scene.ts'
import { nordmark } from './stage.ts'

const scan = () => licenseOf('clinic-scan')
const design = () => licenseOf('clinic-design')
const lab = () => licenseOf('lab-design')

export const clinicScenes: readonly Scene[] = [
  {
    title:
      '[Q01] [Q02] [Q03] [Q04] [Q50] at the cut-over version the transfer comes first, and after it nobody is asked again',
    async play({ newCustomer, sell, ask, run }) {
      const us = await newCustomer()
      const dongle = await sell(us, { licenses: [scan(), design()] })
      return [
        await ask(us, 'clinic', '5.9'),
        await ask(us, 'clinic', '6.0'),
        await run(us, dongle, 'clinic'),
        await ask(us, 'clinic', '6.0'),
      ]
    },
    ends: ['ready', 'transfer-required', 'all-moved', 'ready'],
  },
  {
    title: '[Q05] a company without any license cannot start licensed work',
    async play({ newCustomer, ask }) {
      const us = await newCustomer()
      return [await ask(us, 'clinic', '6.0')]
    },
    ends: ['production-stop'],
  },
  {
    title:
      '[Q27] [Q51] this line moves, the other line stays; later it moves into the same company without another preparation',
    async play({ newCustomer, sell, run }) {
      const us = await newCustomer()
      const dongle = await sell(us, { licenses: [scan(), lab()] })
      return [await run(us, dongle, 'clinic'), await run(us, dongle, 'lab')]
    },
    ends: ['partly-moved', 'all-moved'],
  },
  {
    title: '[Q29] two dongles move into one company',
    async play({ newCustomer, sell, run, ask }) {
      const us = await newCustomer()
      const [one, two] = [await sell(us, { licenses: [scan()] }), await sell(us, { licenses: [scan()] })]
      return [await run(us, one, 'clinic'), await run(us, two, 'clinic'), await ask(us, 'clinic', '6.0')]
    },
    ends: ['all-moved', 'all-moved', 'ready'],
  },
  {
    title: '[Q52] [Q25] no subscription: nothing moves, and production stops',
    async play({ newCustomer, sell, run, ask }) {
      const us = await newCustomer()
      const dongle = await sell(us, { licenses: [], onDongle: [design()] })
      return [await run(us, dongle, 'clinic'), await ask(us, 'clinic', '6.0')]
    },
    ends: ['no-subscription', 'production-stop'],
  },
  {
    title: '[Q25] a demo dongle has no subscription either',
    async play({ newCustomer, sell, run }) {
      const us = await newCustomer()
      const dongle = await sell(us, { licenses: [design()], contract: { kind: 'demo' } })
      return [await run(us, dongle, 'clinic')]
    },
    ends: ['no-subscription'],
  },
  {
    title: '[Q53] a key license without a subscription is bridged, once per dongle, ever',
    async play({ newCustomer, sell, run, ask }) {
      const us = await newCustomer()
      const dongle = await sell(us, { licenses: [], onDongle: [scan(), design()] })
      return [await run(us, dongle, 'clinic'), await ask(us, 'clinic', '6.0'), await run(us, dongle, 'clinic')]
    },
    ends: ['temporary-subscription', 'ready', 'no-subscription'],
  },
  {
    title: '[Q33] [Q54] what one company has moved, no other can',
    async play({ newCustomer, sell, run }) {
      const [us, them] = [await newCustomer(), await newCustomer()]
      const dongle = await sell(us, { licenses: [scan()] })
      return [await run(us, dongle, 'clinic'), await run(them, dongle, 'clinic')]
    },
    ends: ['all-moved', 'other-company'],
  },
  {
    title: '[Q55] the same dongle again is a success, with nothing to do',
    async play({ newCustomer, sell, run }) {
      const us = await newCustomer()
      const dongle = await sell(us, { licenses: [scan()] })
      return [await run(us, dongle, 'clinic'), await run(us, dongle, 'clinic')]
    },
    ends: ['all-moved', 'already-moved'],
  },
  {
    title: '[Q56] a dongle without anything for this line is not used up',
    async play({ newCustomer, sell, run }) {
      const us = await newCustomer()
      const dongle = await sell(us, { licenses: [lab()] })
      return [await run(us, dongle, 'clinic'), await run(us, dongle, 'lab')]
    },
    ends: ['nothing-relevant', 'all-moved'],
  },
  {
    title: '[Q24] an educational license waits for its reseller, and moves when that one has confirmed',
    async play({ newCustomer, sell, run, say }) {
      const us = await newCustomer()
      const student = { kind: 'educational', reseller: nordmark.id }
      const waiting = await sell(us, { licenses: [scan()], contract: student })
      const { body } = await us.courier.preview(waiting, 'clinic')
      say(`- its reseller: ${body.facts.reseller?.name} (${body.facts.reseller?.email}, ${body.facts.reseller?.phone})`)
      const confirmed = await sell(us, { licenses: [scan()], contract: { ...student, resellerConfirmed: true } })
      return [await run(us, waiting, 'clinic'), await run(us, confirmed, 'clinic')]
    },
    ends: ['ineligible', 'all-moved'],
  },
  {
    title: '[Q26] a dongle the vendor has switched off stays as it is',
    async play({ newCustomer, sell, run, ask }) {
      const us = await newCustomer()
      const dongle = await sell(us, { licenses: [scan()], enabled: false })
      return [await run(us, dongle, 'clinic'), await ask(us, 'clinic', '6.0')]
    },
    ends: ['ineligible', 'production-stop'],
  },
  {
    title: '[Q88] in an emergency the vendor lets dongles be used again, and says why',
    async play({ newCustomer, sell, ask, operator, say }) {
      const us = await newCustomer()
      await sell(us, { licenses: [scan()] })
      const before = await ask(us, 'clinic', '6.0')
      const reason = 'A fault in version 6.0 keeps clinics from the cloud.'
      await operator.page.call('PUT', '/v1/lines/clinic/emergency', { days: 3, reason })
      const { body } = await operator.page.call('GET', '/v1/lines')
      say(`- the vendor switches it on for 3 days; everybody is shown: ${body.lines[0]?.emergency?.reason}`)
      const meanwhile = await ask(us, 'clinic', '6.0')
      await operator.page.call('POST', '/v1/lines/clinic/emergency/end', { reason: 'Version 6.0.1 is out.' })
      return [before, meanwhile, await ask(us, 'clinic', '6.0')]
    },
    ends: ['transfer-required', 'transfer-offered', 'transfer-required'],
  },
]

export const labScenes: readonly Scene[] = [
  {
    title: '[Q07] [Q70] who updates is asked once, and has a way back for 30 days',
    async play({ newCustomer, sell, ask, run }) {
      const us = await newCustomer()
      const dongle = await sell(us, { licenses: [lab()] })
      return [
        await ask(us, 'lab', '2.9', 'update'),
        await ask(us, 'lab', '3.0', 'update'),
        await ask(us, 'lab', '3.0'),
        await run(us, dongle, 'lab'),
        await ask(us, 'lab', '3.0', 'update'),
      ]
    },
    ends: ['ready', 'transfer-offered', 'ready', 'all-moved', 'ready'],
  },
  {
    title: '[Q23] a trial moves only if the vendor knows of it',
    async play({ newCustomer, sell, run }) {
      const us = await newCustomer()
      const unknown = await sell(us, { licenses: [lab()], contract: { kind: 'trial' } })
      const registered = await sell(us, { licenses: [lab()], contract: { kind: 'trial', registered: true } })
      return [await run(us, unknown, 'lab'), await run(us, registered, 'lab')]
    },
    ends: ['ineligible', 'all-moved'],
  },
  {
    title: '[Q09] a license whose wave has not come stays on the dongle',
    async play({ newCustomer, sell, run }) {
      const us = await newCustomer()
      const dongle = await sell(us, { licenses: [lab(), licenseOf('ortho-plan')] })
      return [await run(us, dongle, 'ortho'), await run(us, dongle, 'lab')]
    },
    ends: ['ineligible', 'partly-moved'],
  },
]

export const renderScenes: readonly Scene[] = [
  {
    title: '[Q13] [Q59] nobody is asked; who starts it moves the whole dongle',
    async play({ newCustomer, sell, ask, run }) {
      const us = await newCustomer()
      const dongle = await sell(us, { licenses: [licenseOf('render-node'), licenseOf('render-node', { quantity: 5 })] })
      return [await ask(us, 'render', '9.0', 'update'), await run(us, dongle, 'render'), await ask(us, 'render', '9.0')]
    },
    ends: ['ready', 'all-moved', 'ready'],
  },
  {
    title: '[Q21] one perpetual license of an old generation keeps the whole dongle, and is named',
    async play({ newCustomer, sell, run }) {
      const us = await newCustomer()
      const old = licenseOf('render-node', { generation: '2.4', name: 'Render Node' })
      const dongle = await sell(us, { licenses: [old, licenseOf('render-node')] })
      return [await run(us, dongle, 'render')]
    },
    ends: ['ineligible'],
  },
  {
    title: '[Q21] one of the old generation with an end can move',
    async play({ newCustomer, sell, run }) {
      const us = await newCustomer()
      const old = licenseOf('render-node', { generation: '2.4', term: { kind: 'until', until: '2099-12-31' } })
      const dongle = await sell(us, { licenses: [old] })
      return [await run(us, dongle, 'render')]
    },
    ends: ['all-moved'],
  },
  {
    title: '[Q20] somebody else of the same company becomes the contact; nobody of another one does',
    async play({ newCustomer, sell, run, cloud }) {
      const [us, them] = [await newCustomer(), await newCustomer()]
      const colleague = await signedIn(cloud, [[us.company, 'company-viewer']])
      const [one, two] = [
        await sell(us, { licenses: [licenseOf('render-node')] }),
        await sell(us, { licenses: [licenseOf('render-node')] }),
      ]
      return [await run(us, one, 'render', colleague.email), await run(us, two, 'render', them.courier.email)]
    },
    ends: ['all-moved', 'target-user-unknown'],
  },
]
