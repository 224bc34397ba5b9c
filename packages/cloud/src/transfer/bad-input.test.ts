import { writeDocument } from '@undongle/core/document/jws'
import { base64url, utf8 } from '@undongle/core/encoding'
import { makeEd25519Key, signWith } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import type { Answer } from '../auth/auth.fixture.ts'
import { claimsOf, commit, dongleOf, licenseOf, newTransfer, problemCode, signList } from '../testing/cloud.fixture.ts'
import { makeVirtualDongle, type VirtualDongle } from '../testing/virtual-dongle.ts'
import { openOrder, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

/** Every claim on a document that is not the cloud's own word: the same claims, wrongly signed. */
const forgeries: [string, (document: string) => string][] = [
  [
    'another key',
    (document) => writeDocument('order', kidOf(document), claimsOf(document), signWith(makeEd25519Key())),
  ],
  ['an unknown kid', (document) => writeDocument('order', 'order-x', claimsOf(document), signWith(makeEd25519Key()))],
  [
    'another purpose',
    (document) => {
      const { keys } = world.cloud.deps
      return keys.sign('certificate', keys.kidOf('certificate'), claimsOf(document))
    },
  ],
  [
    'a key of another purpose',
    (document) => {
      const { keys } = world.cloud.deps
      const signed = keys.sign('certificate', keys.kidOf('certificate'), claimsOf(document))
      return withHeader(signed, { alg: 'EdDSA', kid: keys.kidOf('certificate'), typ: 'undongle-order+jwt' })
    },
  ],
  ['the algorithm none', (document) => `${withHeader(document, { ...headerOf(document), alg: 'none' })}`],
  ['a symmetric algorithm', (document) => withHeader(document, { ...headerOf(document), alg: 'HS256' })],
  ['changed claims', (document) => withClaims(document, { ...claimsOf<object>(document), until: 1_900_000_000 })],
  ['a critical header', (document) => withHeader(document, { ...headerOf(document), crit: ['exp'] })],
  ['a padded part', (document) => `${document}=`],
  ['no signature', (document) => document.replace(/\.[^.]*$/, '.')],
]

test.each(forgeries)('COMMIT refuses an order with %s', async (_, forge) => {
  const { ours, cloud } = world
  const dongle = await sold()
  const { order } = await openOrder(ours, dongle, 'clinic')
  const receipt = dongle.retire(order)
  const answer = await commitAs(claimsOf<{ transfer: string }>(order).transfer, {
    order: forge(order),
    receipt,
    key: dongle.key,
    serial: dongle.serial,
    list: dongle.list,
  })
  expect(problemCode(answer)).toBe('order-refused')
  expect((await commit(cloud, dongle, order, receipt)).status).toBe(200)
})

test.each<[string, (dongle: VirtualDongle, order: string) => Promise<object> | object, string]>([
  ['the state before it', (dongle) => ({ receipt: base64url(dongle.state().bytes) }), 'receipt-refused'],
  [
    'a cancel instead',
    (dongle, order) => {
      dongle.cancel(claimsOf<{ transfer: ReturnType<typeof newTransfer> }>(order).transfer)
      return { receipt: base64url(dongle.state().bytes) }
    },
    'receipt-refused',
  ],
  [
    'the receipt of another order',
    async (dongle, order) => {
      const { keys } = world.cloud.deps
      const other = keys.sign('order', keys.kidOf('order'), { ...claimsOf<object>(order), transfer: newTransfer() })
      return { receipt: dongle.copy().retire(other) }
    },
    'receipt-refused',
  ],
  [
    'a receipt of another dongle',
    async (_, order) => {
      const other = await sold()
      return { receipt: other.retire(order), key: other.key }
    },
    'receipt-refused',
  ],
  [
    'a changed receipt',
    (dongle, order) => {
      const receipt = dongle.copy().retire(order)
      return { receipt: `${receipt.slice(0, -4)}AAAA` }
    },
    'receipt-refused',
  ],
  ['the list of another dongle', async () => ({ list: (await sold()).list }), 'list-refused'],
  [
    'a newer list of this dongle',
    ({ key, serial }) => ({ list: signList(world.cloud, { key, serial, licenses: [licenseOf('clinic-scan')] }) }),
    'list-refused',
  ],
  [
    'a list the vendor did not sign',
    (dongle) => ({ list: writeDocument('license-list', 'x', claimsOf(dongle.list), signWith(makeEd25519Key())) }),
    'list-refused',
  ],
])('COMMIT refuses %s, and the right receipt still counts', async (_, change, code) => {
  const { ours, cloud } = world
  const dongle = await sold()
  const { order } = await openOrder(ours, dongle, 'clinic')
  const right = dongle.copy()
  const receipt = right.retire(order)
  const request = { order, receipt, key: dongle.key, serial: dongle.serial, list: dongle.list }
  const changed = await change(dongle, order)
  expect(problemCode(await commitAs(claimsOf<{ transfer: string }>(order).transfer, { ...request, ...changed }))).toBe(
    code,
  )
  expect((await commit(cloud, right, order, receipt)).status).toBe(200)
})

test.each<[string, (dongle: VirtualDongle) => Promise<object> | object, string]>([
  ['a state that is cut', (dongle) => ({ state: dongle.evidence().state.slice(0, -8) }), 'reading-malformed'],
  ['a state of another key', async () => ({ state: (await sold()).evidence().state }), 'reading-malformed'],
  ['a list of another dongle', async () => ({ list: (await sold()).list }), 'list-refused'],
  ['a list under another serial', () => ({ serial: 'D-other' }), 'list-refused'],
  [
    'a newer list than the state names',
    (dongle) => ({
      list: signList(world.cloud, { key: dongle.key, serial: dongle.serial, licenses: [licenseOf('clinic-scan')] }),
    }),
    'list-refused',
  ],
])('OPEN and preview refuse %s', async (_, change, code) => {
  const { courier } = world.ours
  const dongle = await sold()
  const evidence = dongle.evidence(await change(dongle))
  expect(problemCode(await courier.call('POST', '/v1/previews', { line: 'clinic', evidence }))).toBe(code)
  const transfer = newTransfer()
  const open = { line: 'clinic', planHash: 'x'.repeat(43), targetUser: courier.email, evidence }
  const attestation = dongle.attest(transfer, '')
  expect(problemCode(await courier.call('PUT', `/v1/transfers/${transfer}`, { ...open, attestation }))).toBe(code)
})

test('an order missing from the reading makes it incomplete, never empty', async () => {
  const { ours } = world
  const dongle = await sold()
  dongle.retire((await openOrder(ours, dongle, 'clinic')).order)
  const evidence = dongle.evidence({ orders: [] })
  expect(problemCode(await ours.courier.call('POST', '/v1/previews', { line: 'clinic', evidence }))).toBe(
    'reading-malformed',
  )
})

test('a dongle that names an order but keeps one of its licenses on credits nothing', async () => {
  const { ours, cloud } = world
  const dongle = await sold()
  const { order } = await openOrder(ours, dongle, 'clinic')
  dongle.retire(order)
  dongle.forge((body) => ({ ...body, away: body.away.map((away) => ({ ...away, lines: [[0, 0]] })) }))
  expect(problemCode(await ours.courier.open(dongle, 'clinic'))).toBe('receipt-refused')
  const chains = await cloud.database.query('select max(sequence) as length from custody where credit = $1', [
    `dongle:${dongle.serial}`,
  ])
  expect(chains).toEqual([{ length: 1 }])
})

test.each<[string, (dongle: VirtualDongle, transfer: ReturnType<typeof newTransfer>, nonce: string) => object, string]>(
  [
    ['for another transfer', (dongle, _, nonce) => dongle.attest(newTransfer(), nonce), 'attestation-refused'],
    [
      'of another state',
      (dongle, transfer, nonce) => {
        const later = dongle.copy()
        later.cancel(transfer)
        return later.attest(transfer, nonce)
      },
      'attestation-refused',
    ],
    [
      'with another signature',
      (dongle, transfer, nonce) => ({ ...dongle.attest(transfer, nonce), signature: 'A'.repeat(86) }),
      'attestation-refused',
    ],
    ['without a nonce', (dongle, transfer) => dongle.attest(transfer, ''), 'nonce-stale'],
    [
      'with a nonce of its own',
      (dongle, transfer) => dongle.attest(transfer, `${'z'.repeat(6)}.${'A'.repeat(43)}`),
      'nonce-stale',
    ],
  ],
)('OPEN refuses a statement %s', async (_, attest, code) => {
  const { courier } = world.ours
  const dongle = await sold()
  const { planHash, nonce } = (await courier.preview(dongle, 'clinic')).body
  const transfer = newTransfer()
  const open = { line: 'clinic', planHash, targetUser: courier.email, evidence: dongle.evidence() }
  const answer = await courier.call('PUT', `/v1/transfers/${transfer}`, {
    ...open,
    attestation: attest(dongle, transfer, nonce),
  })
  expect(problemCode(answer)).toBe(code)
})

test('a nonce of another License Server opens nothing', async () => {
  const { ours, theirs, sell } = world
  const { nonce } = (await ours.courier.preview(await sold(), 'clinic')).body
  const dongle = await sell(theirs.company, [licenseOf('clinic-scan')])
  const { planHash } = (await theirs.courier.preview(dongle, 'clinic')).body
  expect(problemCode(await theirs.courier.open(dongle, 'clinic', { planHash, nonce }))).toBe('nonce-stale')
})

test('a second key under one serial is refused: one of the two is a copy', async () => {
  const { ours } = world
  const dongle = await sold()
  await openOrder(ours, dongle, 'clinic')
  const copy = await dongleOf(world.cloud, dongle.serial, [licenseOf('clinic-scan')])
  expect(problemCode(await ours.courier.preview(copy, 'clinic'))).toBe('dongle-key-changed')
})

test('a license list that names a license twice, or none that could be, is not the vendor’s', async () => {
  const { ours, cloud } = world
  const license = licenseOf('clinic-scan')
  for (const licenses of [[license, license], [{ ...license, quantity: 0 }], [{ ...license, generation: 'x' }]]) {
    const dongle = await makeVirtualDongle('D-odd', licenses, (list) => signList(cloud, list))
    expect(problemCode(await ours.courier.preview(dongle, 'clinic'))).toBe('list-refused')
  }
})

test('an oversized request is refused before it is read', async () => {
  const { courier } = world.ours
  const answer = await courier.call('POST', '/v1/previews', { line: 'clinic', filler: 'x'.repeat(3 * 1024 * 1024) })
  expect([answer.status, problemCode(answer)]).toEqual([413, 'request-too-large'])
})

test('refused receipts are counted by address; good ones are not', async () => {
  const { cloud } = world
  const statuses: number[] = []
  for (let sent = 0; sent < 80; sent++) {
    statuses.push(
      (
        await commitAs(newTransfer(), {
          order: 'a.b.c',
          receipt: 'A'.repeat(100),
          key: (await shared()).key,
          serial: 'D',
          list: 'x',
        })
      ).status,
    )
  }
  expect(statuses.at(-1)).toBe(429)
  cloud.clock.aheadMs += 5 * 60_000
  expect((await commitAs(newTransfer(), {})).status).toBe(422)
})

let sharedDongle: Promise<VirtualDongle> | undefined
function shared(): Promise<VirtualDongle> {
  sharedDongle ??= sold()
  return sharedDongle
}

const sold = () => world.sell(world.ours.company, [licenseOf('clinic-scan'), licenseOf('clinic-design')])

async function commitAs(transfer: string, body: object): Promise<Answer> {
  const response = await world.cloud.app.request(`http://cloud.test/v1/transfers/${transfer}/receipt`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

const headerOf = (document: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(document.split('.')[0] ?? '', 'base64url').toString())
const kidOf = (document: string): string => String(headerOf(document).kid)

function withHeader(document: string, header: object): string {
  const [, claims, signature] = document.split('.')
  return [base64url(utf8(JSON.stringify(header))), claims, signature].join('.')
}

function withClaims(document: string, claims: object): string {
  const [header, , signature] = document.split('.')
  return [header, base64url(utf8(JSON.stringify(claims))), signature].join('.')
}
