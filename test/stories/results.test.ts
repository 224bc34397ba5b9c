import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { localApi } from '@undongle/core/api/local'
import { type TransferEvent, transferEventSchema, transferEventsPath } from '@undongle/core/api/local/transfer'
import { pathOf } from '@undongle/core/api/operation'
import { makeId, type TransferId } from '@undongle/core/id'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { asLocalUser, call } from '../../scripts/call.ts'
import { companies } from '../../scripts/demo/contracts.ts'
import { fillDemo } from '../../scripts/demo/fill.ts'
import { type Session, signIn, useLink } from '../../scripts/main-job/person.ts'
import { openPlace, type Place } from '../../scripts/main-job/place.ts'
import { startTransfer, transfer, waitForDongle } from '../../scripts/main-job/transfer.ts'

// The demo as `npm start` fills it, on the real parts: each dongle of the drawer leads to the result it is there to show.

const targetUser = 'anna@lindenhof.example'
let place: Place
let anna: Session

beforeAll(async () => {
  place = await openPlace(path.join(import.meta.dirname, '../..'), {})
  const links = await fillDemo(place, new Date())
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

const seatAnswer = z.object({ source: z.string().optional(), code: z.string().optional() })

/** An application of this machine asks for a seat of the Scan product. @returns the source of the seat, or the code of the refusal */
async function askForSeat(version: string): Promise<string> {
  const lease = makeId('lease', new Date(), (sizeBytes) => randomBytes(sizeBytes))
  const response = await fetch(`${place.licenseServer.address}${pathOf(localApi['lease.put'], { lease })}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ product: 'clinic-scan', version }),
  })
  const answer = seatAnswer.parse(await response.json())
  await call(place.licenseServer.address, localApi['lease.release'], { parameters: { lease } })
  return answer.source ?? answer.code ?? ''
}

test('[Q51] [Q04] from the cut-over version on a dongle gives no seats; before it, it does; [Q83] after the move the cloud serves both', async () => {
  expect(await askForSeat('5.9')).toBe('product-unknown')
  await plug('partly-moved', true)
  const { dongle } = await waitForDongle(place.licenseServer, 'partly-moved')
  expect(await askForSeat('5.9')).toBe('dongle')
  // The cut-over stands in the line's policy, which the License Server learns at its first contact with the cloud.
  await expect.poll(() => askForSeat('6.0')).toBe('cut-over')
  const ended = await transfer(place.licenseServer, { dongle, line: 'clinic', targetUser, pin: null })
  expect(ended.result).toBe('partly-moved')
  await expect.poll(() => askForSeat('6.0')).toBe('cloud')
  expect(await askForSeat('5.9')).toBe('cloud')
  await plug('partly-moved', false)
})

test('[Q50] [Q60] progress is told live, step by step, and goes on after Last-Event-ID', async () => {
  await plug('all-moved', true)
  const { dongle } = await waitForDongle(place.licenseServer, 'all-moved')
  const id = await startTransfer(place.licenseServer, { dongle, line: 'clinic', targetUser, pin: null })
  const seen = await readEvents(id, 0)
  const ids = seen.map(({ seq }) => seq)
  expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b))
  expect(seen.at(-1)?.transfer).toMatchObject({ state: 'finished', phase: 'certified', result: 'all-moved' })
  const again = await readEvents(id, ids.at(-1) ?? 0)
  expect(again.map(({ transfer: now }) => now.state)).toEqual(['finished'])
  await plug('all-moved', false)
})

/** Reads the stream of a transfer until it ends by itself. */
async function readEvents(id: TransferId, lastEventId: number): Promise<TransferEvent[]> {
  const address = `${place.licenseServer.address}${transferEventsPath.replace('{transfer}', id)}`
  const response = await fetch(address, { headers: { 'last-event-id': String(lastEventId) } })
  const text = await response.text()
  const told = text.split('\n\n').filter((event) => event.includes('event: transfer'))
  return told.map((event) => transferEventSchema.parse(JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '')))
}

test.each([
  ['[Q51] a dongle that was partly moved has nothing more of this line', 'partly-moved', 'clinic', 'already-moved'],
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
