import { ApiError } from '@undongle/core/api/error'
import { writeDocument } from '@undongle/core/document/jws'
import type { Lease } from '@undongle/core/document/lease'
import { thumbprint } from '@undongle/core/key'
import { makeEd25519Key, publicKeyOf, signWith } from '@undongle/core/node/crypto'
import { addDays, dayMs, hourMs, toSeconds } from '@undongle/core/time'
import { expect, test } from 'vitest'
import { signByMachine, start, unplugged, vendor, leaseWorld as world } from '../../../test/api/lease-world.ts'
import { makeVendor } from '../../../test/api/vendor.ts'
import { LicenseError } from './license-error.ts'

const licensed = (more: object) => (lease: Lease) => ({
  ...lease,
  licenses: lease.licenses.map((license) => ({ ...license, ...more })),
})

async function refusalOf(act: () => Promise<unknown>): Promise<{ code: string; detail: string | undefined }> {
  const error = await act().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof LicenseError)) return expect.fail(`a LicenseError was expected, not ${String(error)}`)
  expect(error.say).not.toBe('')
  expect(error.next).not.toBe('')
  return { code: error.code, detail: error.detail }
}

test('a seat says where it comes from and how long it lasts, and goes back', async () => {
  const { application, state } = world()
  const seat = await application().checkout()
  expect(seat.right).toMatchObject({
    source: 'cloud',
    company: 'Smile Dental',
    until: addDays(start, 10),
    offline: false,
  })
  await seat.release()
  expect(state.released).toHaveLength(1)
  expect((await refusalOf(() => application({ fetch: unplugged }).checkout())).code).toBe('license-server-unreachable')
})

test.each([0, 1, 6, 7.5, 9.5])('[Q74] [Q75] after %d days without contact the stored lease is enough', async (days) => {
  const { application, pass } = world()
  ;(await application().checkout()).close()
  pass(days)
  const seat = await application({ fetch: unplugged }).checkout()
  seat.close()
  expect(seat.right).toMatchObject({
    offline: true,
    until: addDays(start, 10),
    warning: days > 9 ? 1 : days > 7 ? 3 : null,
  })
})

test.each([10, 11, 400])('[Q74] after %d days without contact it is refused', async (days) => {
  const { application, pass } = world()
  ;(await application().checkout()).close()
  pass(days)
  expect((await refusalOf(() => application({ fetch: unplugged }).checkout())).code).toBe('lease-expired')
})

test('[Q74] a License Server without the cloud serves until the end of the lease, not longer', async () => {
  const { application, state, pass } = world((lease) => ({
    ...lease,
    iat: toSeconds(start),
    exp: toSeconds(start) + 10 * 86_400,
  }))
  state.offline = true
  pass(9)
  const seat = await application().checkout()
  seat.close()
  expect(seat.right).toMatchObject({ offline: true, warning: 1 })
  pass(2)
  expect((await refusalOf(() => application().checkout())).code).toBe('lease-expired')
})

test.each<[string, number, number, string | undefined]>([
  ['three minutes behind', -3 * 60_000, 0, undefined],
  ['an hour behind', -hourMs, 0, undefined],
  ['two days behind', -2 * dayMs, 0, 'clock-needs-contact'],
  ['set back while nine days run', -8 * dayMs, 9, 'clock-needs-contact'],
  ['set back by 23 hours while eleven days run', -23 * hourMs, 11, 'lease-expired'],
])('[Q74] a wall clock that is %s', async (_, wallMs, days, code) => {
  const { application, state, pass } = world()
  ;(await application().checkout()).close()
  pass(days)
  state.at = new Date(state.at.getTime() + wallMs)
  const offline = application({ fetch: unplugged })
  if (code !== undefined) return expect((await refusalOf(() => offline.checkout())).code).toBe(code)
  const seat = await offline.checkout()
  seat.close()
  expect(seat.right.clockBehind).toBe(wallMs < -5 * 60_000)
})

test('a jump of the clock does not burn the lease: put right, it counts again', async () => {
  const { application, state } = world()
  ;(await application().checkout()).close()
  state.at = addDays(start, 30)
  expect((await refusalOf(() => application({ fetch: unplugged }).checkout())).code).toBe('lease-expired')
  state.at = addDays(start, 1)
  const seat = await application({ fetch: unplugged }).checkout()
  expect(seat.right.offline).toBe(true)
  seat.close()
})

test.each([
  ['metered', { metered: true }],
  ['online-only', { onlineOnly: true }],
])('[Q76] a %s product is refused offline, with the reason', async (_, flag) => {
  const { application } = world(licensed(flag))
  ;(await application().checkout()).close()
  expect((await refusalOf(() => application({ fetch: unplugged }).checkout())).code).toBe('offline-refused')
})

test('a license that ends before its lease ends with its term', async () => {
  const { application, pass } = world(licensed({ term: { kind: 'until', until: '2026-03-03' } }))
  const seat = await application().checkout()
  seat.close()
  expect(seat.right.until).toEqual(new Date('2026-03-04T00:00:00.000Z'))
  pass(4)
  expect((await refusalOf(() => application({ fetch: unplugged }).checkout())).code).toBe('license-ended')
})

test.each([
  'cut-over',
  'no-seat-free',
  'product-unknown',
] as const)('[Q04] a “no” of the License Server (%s) is a “no”, also with a good lease in store', async (code) => {
  const { application, state } = world()
  ;(await application().checkout()).close()
  state.refuse = new ApiError(code)
  expect((await refusalOf(() => application().checkout())).code).toBe(code)
})

test('trouble of the License Server is no “no”: the stored lease goes on', async () => {
  const { application, state } = world()
  ;(await application().checkout()).close()
  state.refuse = new ApiError('internal-error')
  const seat = await application().checkout()
  seat.close()
  expect(seat.right.offline).toBe(true)
})

test('[Q04] a stored dongle seat does not carry over to a newer version: only the License Server knows the cut-over', async () => {
  const { application } = world((lease) => ({ ...lease, source: 'dongle' }))
  ;(await application().checkout()).close()
  ;(await application({ fetch: unplugged }).checkout()).close()
  const newer = application({ fetch: unplugged, version: '4.0' })
  expect((await refusalOf(() => newer.checkout())).code).toBe('license-server-unreachable')
})

type State = ReturnType<typeof world>['state']
const other = makeVendor(start)
const stranger = makeEd25519Key()
test.each<[string, string, () => Partial<State>]>([
  ['a foreign signer', 'lease: forged', () => ({ sign: (lease) => other.sign('lease', lease) })],
  ['another purpose', 'lease: wrong-purpose', () => ({ sign: (lease) => vendor.sign('order', lease) })],
  [
    'a key of another purpose',
    'lease: wrong-key',
    () => ({ sign: (lease) => writeDocument('lease', vendor.kidOf('order'), lease, signWith(stranger)) }),
  ],
  [
    'a key nobody named',
    'lease: unknown-key',
    () => ({ sign: (lease) => writeDocument('lease', 'lease-9', lease, signWith(stranger)) }),
  ],
  ['a changed byte', 'lease: forged', () => ({ sign: (lease) => changed(vendor.sign('lease', lease)) })],
  ['algorithm confusion', 'lease: wrong-algorithm', () => ({ sign: unsigned })],
  ['another issuer', 'lease: wrong-issuer', () => ({ change: (lease) => ({ ...lease, iss: 'https://evil.example' }) })],
  [
    'another audience',
    'lease: malformed',
    () => ({ change: (lease) => ({ ...lease, aud: 'else' as 'undongle-application' }) }),
  ],
  [
    'another machine',
    'lease: wrong-machine',
    () => ({ change: (lease) => ({ ...lease, cnf: { jkt: other.rootThumbprint } }) }),
  ],
  ['another product', 'lease: wrong-product', () => ({ change: licensed({ product: 'lab-design' }) })],
  ['a cloud seat signed by the License Server', 'lease: wrong-key', () => ({ sign: signByMachine })],
  [
    'a dongle seat signed by the cloud',
    'lease: wrong-key',
    () => ({
      sign: (lease) => vendor.sign('lease', lease),
      change: (lease) => ({ ...lease, source: 'dongle' }),
    }),
  ],
  ['another root', 'keys: wrong-root', () => ({ keys: { ...world().state.keys, cloud: other.keyFile() } })],
  ['an older key set', 'keys: older-key-set', () => ({ keys: { ...world().state.keys, cloud: vendor.keyFile(1) } })],
  [
    'a key set of another root under the right name',
    'keys: forged',
    () => ({
      keys: { ...world().state.keys, cloud: { ...vendor.keyFile(), keySet: changed(vendor.keyFile().keySet) } },
    }),
  ],
])('a lease with %s is refused', async (_, detail, change) => {
  const { application } = await plainWorldUsedOnce(change)
  expect(await refusalOf(() => application().checkout())).toEqual({ code: 'document-refused', detail })
})

test('a foreign dongle key is refused once the machine is pinned', async () => {
  const { application, state } = world((lease) => ({ ...lease, source: 'dongle' }))
  ;(await application().checkout()).close()
  const key = publicKeyOf(stranger)
  state.keys = { ...state.keys, licenseServer: { kid: thumbprint(key), key } }
  state.sign = (lease) =>
    writeDocument('lease', thumbprint(key), { ...lease, cnf: { jkt: thumbprint(key) } }, signWith(stranger))
  expect(await refusalOf(() => application().checkout())).toEqual({
    code: 'document-refused',
    detail: 'lease: unknown-key',
  })
})

test('a new License Server whose key the cloud names is believed again', async () => {
  const { application, state } = world()
  ;(await application().checkout()).close()
  const key = publicKeyOf(stranger)
  state.keys = { ...state.keys, licenseServer: { kid: thumbprint(key), key } }
  state.change = (lease) => ({ ...lease, cnf: { jkt: thumbprint(key) } })
  ;(await application().checkout()).close()
  ;(await application({ fetch: unplugged }).checkout()).close()
})

test('the vendor’s own root wins over the first one seen', async () => {
  const { application } = world()
  const given = application({ trust: other.rootThumbprint })
  expect(await refusalOf(() => given.checkout())).toEqual({ code: 'document-refused', detail: 'keys: wrong-root' })
  ;(await application({ trust: vendor.rootThumbprint }).checkout()).close()
  const root = { kty: 'OKP', crv: 'Ed25519', x: vendor.root.x } as const
  ;(await application({ trust: root }).checkout()).close()
})

test.each<[string, (lease: Lease) => Lease]>([
  ['seq', (lease) => ({ ...lease, seq: 1 })],
  ['status version', (lease) => ({ ...lease, statusVersion: 0 })],
])('a lower %s than one seen before is refused, and the newer lease stays in store', async (_, older) => {
  const { application, state } = world()
  ;(await application().checkout()).close()
  ;(await application().checkout()).close()
  state.change = older
  expect((await refusalOf(() => application().checkout())).code).toBe('lease-rolled-back')
  ;(await application({ fetch: unplugged }).checkout()).close()
})

test('an edited or torn store is worth nothing: contact mends it', async () => {
  const { application, store } = world()
  ;(await application().checkout()).close()
  const text = (await store.read()) ?? ''
  for (const broken of [text.replace('"seq":1', '"seq":0'), text.slice(0, -9), '', 'null']) {
    await store.write(broken)
    expect((await refusalOf(() => application({ fetch: unplugged }).checkout())).code).toBe(
      'license-server-unreachable',
    )
  }
  ;(await application().checkout()).close()
})

/** A world whose application has run once with key set version 2, then changed. */
async function plainWorldUsedOnce(change: () => Partial<State>) {
  const used = world()
  used.state.keys = { ...used.state.keys, cloud: vendor.keyFile(2) }
  ;(await used.application().checkout()).close()
  Object.assign(used.state, change())
  return used
}

/** One digit of the claims, changed. */
function changed(document: string): string {
  const [header = '', payload = '', signature = ''] = document.split('.')
  const claims = Buffer.from(payload, 'base64url').toString().replace('"iat":17', '"iat":18')
  return `${header}.${Buffer.from(claims).toString('base64url')}.${signature}`
}

function unsigned(lease: Lease): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none', kid: vendor.kidOf('lease'), typ: 'undongle-lease+jwt' })}.${part(lease)}.`
}
