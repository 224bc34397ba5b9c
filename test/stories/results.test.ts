import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { localApi } from '@undongle/core/api/local'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asLocalUser, call } from '../../scripts/call.ts'
import { companies } from '../../scripts/demo/contracts.ts'
import { fillDemo } from '../../scripts/demo/fill.ts'
import { type Session, signIn, useLink } from '../../scripts/main-job/person.ts'
import { openPlace, type Place } from '../../scripts/main-job/place.ts'
import { transfer, waitForDongle } from '../../scripts/main-job/transfer.ts'

// The demo as `npm start` fills it, on the real parts: each dongle of the drawer leads to the result it is there to show.

const targetUser = 'anna@lindenhof.example'
let place: Place
let anna: Session

beforeAll(async () => {
  place = await openPlace(path.join(import.meta.dirname, '../..'), {})
  const links = await fillDemo(
    {
      cloud: place.cloud.address,
      cloudDataDir: place.cloud.dataDir,
      licenseServer: place.licenseServer.address,
      licenseServerDataDir: place.licenseServer.dataDir,
      drawerDir: place.drawerDir,
    },
    new Date(),
  )
  anna = await useLink(place.cloud.address, links.find(({ email }) => email === targetUser)?.link ?? '')
  await signIn(place, anna, companies.lindenhof)
  await plug('partly-moved', false)
}, 180_000)
afterAll(() => place?.close())

function plug(name: string, plugged: boolean) {
  return call(place.licenseServer.address, localApi['drawer.put'], {
    headers: asLocalUser(place.licenseServer.dataDir),
    parameters: { name },
    body: { plugged },
  })
}

/** Plugs a dongle of the drawer in, moves it for a line, and takes it out again. */
async function run(name: string, line: string) {
  await plug(name, true)
  try {
    const { dongle } = await waitForDongle(place.licenseServer, name)
    return await transfer(place.licenseServer, { dongle, line, targetUser, pin: null })
  } finally {
    await plug(name, false)
  }
}

test.each([
  ['[Q51] this line’s licenses move, others stay', 'partly-moved', 'clinic', 'partly-moved'],
  ['[Q50] everything moves', 'all-moved', 'clinic', 'all-moved'],
  ['[Q52] no subscription, nothing moves', 'no-subscription', 'clinic', 'no-subscription'],
  ['[Q53] a key license without a subscription', 'temporary-subscription', 'clinic', 'temporary-subscription'],
  ['[Q54] the dongle of another company', 'other-company', 'clinic', 'other-company'],
  ['[Q56] nothing for this line', 'nothing-relevant', 'clinic', 'nothing-relevant'],
  ['[Q09] the wave has not come', 'wave-to-come', 'ortho', 'ineligible'],
  ['[Q24] the reseller has not confirmed', 'student', 'clinic', 'ineligible'],
  ['[Q23] an unregistered trial', 'trial', 'lab', 'ineligible'],
  ['[Q26] switched off by the vendor', 'switched-off', 'clinic', 'ineligible'],
  ['[Q21] one old license keeps the whole dongle', 'render-old', 'render', 'ineligible'],
])('%s: %s for line %s ends as %s', async (_, name, line, result) => {
  const ended = await run(name, line)
  expect(ended.result).toBe(result)
  expect(ended.document).not.toBeNull()
})

test('[Q55] the same dongle again is already moved, with the same certificate; nothing is counted twice', async () => {
  const before = await licensesInCloud()
  const again = await run('all-moved', 'clinic')
  expect(again.result).toBe('already-moved')
  const { transfers } = await call(place.licenseServer.address, localApi['transfer.list'])
  const first = transfers.find(({ dongle, result }) => dongle.serial === 'all-moved' && result === 'all-moved')
  expect(again.document).toBe(first?.document)
  expect(await licensesInCloud()).toEqual(before)
})

test('[Q53] a temporary subscription is granted once, with an end; the second time there is none', async () => {
  const granted = (await call(place.licenseServer.address, localApi['license.list'])).licenses.filter(
    ({ kind }) => kind === 'temporary',
  )
  expect(granted).toHaveLength(1)
  expect(granted[0]?.license).toMatchObject({ product: 'clinic-base', term: { kind: 'until' } })
  expect((await run('temporary-subscription', 'clinic')).result).toBe('no-subscription')
})

test('[Q59] render: every license of the dongle moves, and [Q41] the dongle service goes off by itself', async () => {
  await plug('render-studio', true)
  const { dongle } = await waitForDongle(place.licenseServer, 'render-studio')
  const ended = await transfer(place.licenseServer, { dongle, line: 'render', targetUser, pin: null })
  expect(ended.result).toBe('all-moved')
  const status = () => call(place.licenseServer.address, localApi['status.read'])
  await expect.poll(async () => (await status()).dongleService.enabled).toBe(false)
})

test('[Q45] the console lists what moved, with quantities and terms as they were [Q77]', async () => {
  const { licenses } = await call(place.cloud.address, cloudApi['license.list'], { headers: anna })
  const scan = licenses.filter(({ license, place: where }) => where === 'cloud' && license.product === 'clinic-scan')
  expect(scan.map(({ license }) => license.quantity)).toEqual([2, 2])
  const { transfers } = await call(place.cloud.address, cloudApi['transfer.list'], { headers: anna })
  expect(transfers.map(({ result }) => result)).toContain('partly-moved')
})

async function licensesInCloud(): Promise<string[]> {
  const { licenses } = await call(place.cloud.address, cloudApi['license.list'], { headers: anna })
  return licenses.filter(({ place: where }) => where === 'cloud').map(({ license }) => license.id)
}
