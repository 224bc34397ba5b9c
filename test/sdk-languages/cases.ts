import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ApiError } from '@undongle/core/api/error'
import type { Lease } from '@undongle/core/document/lease'
import { addDays } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Listening, listen } from '../../packages/cloud/src/http/listen.ts'
import { verifyByNode } from '../../packages/sdk/src/node/verify.ts'
import { openOn } from '../../packages/sdk/src/open.ts'
import { parseStored, type Stored, writeStored } from '../../packages/sdk/src/stored.ts'
import { leaseWorld, signByMachine, start, unplugged, vendor } from '../api/lease-world.ts'
import { makeVendor } from '../api/vendor.ts'
import type { Client, Line } from './client.ts'

/** Nobody listens there. */
const nowhere = 'http://127.0.0.1:1'
const other = makeVendor(start)

/** What every client in another language has to do as packages/sdk does it, against real signatures and a real socket. */
export function testClient(open: () => Client, machine: { skip: boolean }): void {
  const folders: string[] = []
  let listening: Listening
  let client: Client
  beforeAll(async () => {
    listening = await listen(0)
    client = open()
  })
  afterAll(async () => {
    expect(await client.end()).toBe('')
    await listening.close()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })

  /** A License Server of its own, and an application with a folder of its own. */
  function world(change?: (lease: Lease) => Lease) {
    const { state } = leaseWorld(change)
    listening.serve((request) => state.server(request))
    const folder = path.join(mkdtempSync(path.join(tmpdir(), 'undongle-client-')), 'seat')
    folders.push(path.dirname(folder))
    const file = () => path.join(folder, 'clinic-scan.seat')
    return {
      state,
      file,
      run: (
        acts: string[],
        {
          days = 0,
          ...more
        }: { days?: number; server?: string; root?: string; version?: string; waits?: string; standby?: string } = {},
      ) => {
        const now = String(addDays(start, days).getTime())
        const options = { product: 'clinic-scan', version: '3.0', folder, server: listening.url, now }
        return client.run({ ...options, ...more }, acts)
      },
      stored: () => parseStored(readFileSync(file(), 'utf8')),
      edit: (edit: (stored: Stored) => Stored) => {
        const stored = parseStored(readFileSync(file(), 'utf8'))
        if (stored === undefined) throw new Error('the store is not whole')
        writeFileSync(file(), writeStored(edit(stored)))
      },
    }
  }
  type World = ReturnType<typeof world>
  const one = async (lines: Promise<Line[]>): Promise<Line> => (await lines)[0] ?? expect.fail('it said nothing')
  const offline = (at: World, days: number, more: { root?: string; version?: string } = {}) =>
    one(at.run(['checkout'], { days, server: nowhere, ...more }))

  test('a seat is taken, renewed and given back', machine, async () => {
    const at = world()
    const [taken, renewed, released] = await at.run(['checkout', 'renew', 'release'])
    expect(taken).toMatchObject({
      source: 'cloud',
      product: 'clinic-scan',
      company: 'Smile Dental',
      untilMs: addDays(start, 10).getTime(),
      offline: false,
      warning: 0,
    })
    expect(taken?.renewAtMs).toBeGreaterThan(start.getTime())
    expect(renewed).toMatchObject({ source: 'cloud', offline: false })
    expect(released).toEqual({ released: true })
    expect(at.state.seq).toBe(2)
    expect(at.state.released).toHaveLength(1)
    expect((await offline(at, 0)).refused).toBe('license-server-unreachable')
    expect(readdirSync(path.dirname(at.file()))).toEqual(['clinic-scan.seat'])
  })

  test('[Q74] offline it runs on what is in its folder, until ten days are over', machine, async () => {
    const at = world()
    await at.run(['checkout'])
    expect(await offline(at, 1)).toMatchObject({ offline: true, warning: 0 })
    expect(await offline(at, 7.5)).toMatchObject({ offline: true, warning: 3 })
    expect(await offline(at, 9.5)).toMatchObject({ offline: true, warning: 1 })
    for (const days of [10, 11, 400]) {
      const late = await offline(at, days)
      expect(late.refused).toBe('lease-expired')
      expect(late.next).not.toBe('')
    }
  })

  test('its file and that of the TypeScript SDK are one', machine, async () => {
    const at = world()
    await at.run(['checkout'])
    const typeScript = (fetch: typeof globalThis.fetch) =>
      openOn(
        { verify: verifyByNode, boot: () => ({ bootId: 'boot', bootMs: 1000 }) },
        {
          product: 'clinic-scan',
          version: '3.0',
          now: () => start,
          fetch,
          store: {
            read: async () => readFileSync(at.file(), 'utf8'),
            write: async (text) => writeFileSync(at.file(), text),
          },
        },
      )
    const seat = await typeScript(unplugged).checkout()
    seat.close()
    expect(seat.right).toMatchObject({ source: 'cloud', offline: true })
    ;(await typeScript(at.state.server).checkout()).close()
    expect(await offline(at, 9)).toMatchObject({ source: 'cloud', offline: true })
    expect(at.stored()?.highest.cloud?.seq).toBe(2)
  })

  test('[Q74] a clock that is behind is not believed', machine, async () => {
    const at = world()
    await at.run(['checkout'])
    expect(await offline(at, -1 / 24)).toMatchObject({ offline: true, clockBehind: true })
    expect((await offline(at, -2)).refused).toBe('clock-needs-contact')
    expect(await offline(at, 1)).toMatchObject({ offline: true, clockBehind: false })
  })

  test('a jump of the clock does not burn the lease', machine, async () => {
    const at = world()
    await at.run(['checkout'])
    expect(await offline(at, 30)).toMatchObject({ refused: 'lease-expired', detail: 'clock-ahead' })
    expect((await offline(at, 1)).offline).toBe(true)
  })

  test.each<[string, object, number, string]>([
    ['[Q76] a metered product', { metered: true }, 0, 'offline-refused'],
    ['[Q76] an online-only product', { onlineOnly: true }, 0, 'offline-refused'],
    ['a license that has ended', { term: { kind: 'until', until: '2026-03-01' } }, 0.6, 'license-ended'],
  ])('%s is refused offline', machine, async (_, change, days, code) => {
    const at = world((lease) => ({
      ...lease,
      licenses: lease.licenses.map((license) => ({ ...license, ...change })),
    }))
    await at.run(['checkout'])
    expect((await offline(at, days)).refused).toBe(code)
  })

  test('points are taken, and once for the same piece of work', machine, async () => {
    const at = world()
    expect(await at.run(['consume:30', 'again:30', 'consume:30'])).toEqual([
      { balance: 70 },
      { balance: 70 },
      { balance: 40 },
    ])
    const [used, reused] = await at.run(['consume:41', 'consume:1', 'again:2']).then(([no, , other]) => [no, other])
    expect([used?.refused, reused?.refused]).toEqual(['points-used-up', 'meter-entry-reused'])
    at.state.answersAreLost = true
    expect(await one(at.run(['consume:5']))).toMatchObject({ refused: 'points-unsettled' })
    at.state.answersAreLost = false
    expect(await one(at.run(['again:5']))).toEqual({ balance: 34 })
    expect(at.state.taken.size).toBe(4)
    expect(await one(at.run(['again:5'], { server: nowhere }))).toMatchObject({ refused: 'points-unsettled' })
  })

  test('[Q76] without the cloud points are refused, with the reason and what to do', machine, async () => {
    const at = world()
    at.state.refuse = new ApiError('points-offline')
    expect(await one(at.run(['consume:5']))).toMatchObject({
      refused: 'points-offline',
      say: at.state.refuse.message,
      next: 'Connect this machine to the license cloud, then try again.',
    })
    expect(at.state.taken.size).toBe(0)
  })

  test('[Q04] a “no” is told as it was said; trouble is no “no”', machine, async () => {
    const at = world()
    await at.run(['checkout'])
    for (const code of ['cut-over', 'no-seat-free', 'product-unknown', 'permit-ended'] as const) {
      at.state.refuse = new ApiError(code)
      const no = await one(at.run(['checkout']))
      expect(no).toMatchObject({ refused: code, say: at.state.refuse.message })
    }
    for (const code of ['internal-error', 'rate-limited'] as const) {
      at.state.refuse = new ApiError(code)
      expect(await one(at.run(['checkout']))).toMatchObject({ offline: true })
    }
  })

  test(
    'whoever waits is told the place in the queue, and keeps it by the same id until there is a seat',
    machine,
    async () => {
      const at = world()
      at.state.refuse = new ApiError('no-seat-free', { position: 2, retryAfterSeconds: 30 })
      const queued = { refused: 'no-seat-free', position: 2, retryAfterMs: 30_000 }
      expect(await one(at.run(['checkout'], { waits: 'yes' }))).toMatchObject(queued)
      expect(await one(at.run(['checkout'], { waits: 'yes' }))).toMatchObject(queued)
      at.state.refuse = undefined
      expect(await one(at.run(['checkout'], { waits: 'yes' }))).toMatchObject({ source: 'cloud' })
      const [first] = at.state.asked
      expect(at.state.asked).toEqual([first, first, { lease: first?.lease, waits: true }])
      await at.run(['release', 'checkout'])
      expect(at.state.asked.at(-1)).toMatchObject({ waits: false })
      expect(at.state.asked.at(-1)?.lease).not.toBe(first?.lease)
    },
  )

  test('whoever gives up waiting leaves the queue', machine, async () => {
    const at = world()
    at.state.refuse = new ApiError('no-seat-free', { position: 1, retryAfterSeconds: 30 })
    await at.run(['checkout', 'release'], { waits: 'yes' })
    expect(at.state.released).toEqual(at.state.asked.map(({ lease }) => lease))
    at.state.refuse = new ApiError('no-seat-free')
    const [no, released] = await at.run(['checkout', 'release'])
    expect([no?.position, released]).toEqual([undefined, { released: true }])
    expect(at.state.released).toHaveLength(1)
  })

  test('a server that wants to be left alone is left alone as long as it says', machine, async () => {
    const at = world()
    await at.run(['checkout'])
    at.state.refuse = new ApiError('rate-limited', { retryAfterSeconds: 900 })
    const { renewAtMs = 0 } = await one(at.run(['checkout']))
    expect((renewAtMs - start.getTime()) / 1000).toBeGreaterThanOrEqual(900)
    expect((renewAtMs - start.getTime()) / 1000).toBeLessThanOrEqual(1350)
  })

  test('the one that stands by lends a seat while nobody else is reached, and gets it back', machine, async () => {
    const [first, second] = [world(), world()]
    const both = (server: string) => first.run(['checkout'], { server, standby: `${listening.url}/standby` })
    listening.serve((request) => {
      const { pathname } = new URL(request.url)
      if (!pathname.startsWith('/standby')) return first.state.server(request)
      return second.state.server(new Request(request.url.replace('/standby', ''), request))
    })
    expect(await one(both(nowhere))).toMatchObject({ source: 'cloud', offline: false })
    expect([first.state.asked.length, second.state.asked.length]).toEqual([0, 1])
    expect(await one(both(listening.url))).toMatchObject({ source: 'cloud', offline: false })
    expect(second.state.released).toEqual(second.state.asked.map(({ lease }) => lease))
    second.state.refuse = new ApiError('no-seat-free')
    expect(await one(both(nowhere))).toMatchObject({ source: 'cloud', offline: true })
    expect(
      await one(first.run(['release', 'checkout'], { server: nowhere, standby: `${listening.url}/standby` })),
    ).toEqual({
      released: false,
    })
    expect((await both(nowhere)).at(-1)).toMatchObject({ refused: 'no-seat-free' })
    second.state.refuse = undefined
    first.state.refuse = new ApiError('cut-over')
    expect(await one(both(listening.url))).toMatchObject({ refused: 'cut-over' })
    expect(second.state.asked).toHaveLength(4)
  })

  test('[Q04] a dongle seat does not carry over to a newer version without contact', machine, async () => {
    const at = world((lease) => ({ ...lease, source: 'dongle' }))
    expect(await one(at.run(['checkout']))).toMatchObject({ source: 'dongle' })
    expect(await offline(at, 0)).toMatchObject({ source: 'dongle' })
    expect((await offline(at, 0, { version: '3.1' })).refused).toBe('license-server-unreachable')
  })

  test.each<[string, string, (at: World) => void]>([
    ['a foreign signer', 'lease: forged', ({ state }) => change(state, (lease) => other.sign('lease', lease))],
    ['another purpose', 'lease: wrong-purpose', ({ state }) => change(state, (lease) => vendor.sign('order', lease))],
    ['a changed byte', 'lease: forged', ({ state }) => change(state, (lease) => bent(vendor.sign('lease', lease)))],
    ['no algorithm', 'lease: wrong-algorithm', ({ state }) => change(state, unsigned)],
    ['a fourth part', 'lease: malformed', ({ state }) => change(state, (lease) => `${vendor.sign('lease', lease)}.`)],
    ['the wrong signer for its source', 'lease: wrong-key', ({ state }) => change(state, signByMachine)],
    ['another issuer', 'lease: wrong-issuer', ({ state }) => claim(state, { iss: 'https://evil.example' })],
    ['an unknown claim', 'lease: malformed', ({ state }) => claim(state, { more: 1 })],
    ['another machine', 'lease: wrong-machine', ({ state }) => claim(state, { cnf: { jkt: other.rootThumbprint } })],
    ['another root', 'keys: wrong-root', ({ state }) => keys(state, other.keyFile())],
    ['an older key set', 'keys: older-key-set', ({ state }) => keys(state, vendor.keyFile(1))],
    ['an older lease', 'lease: rolled-back', ({ state }) => claim(state, { seq: 1 })],
  ])('%s is refused, and the seat in store goes on', machine, async (_, detail, forge) => {
    const at = world()
    keys(at.state, vendor.keyFile(2))
    await at.run(['checkout', 'renew'])
    forge(at)
    const no = await one(at.run(['checkout']))
    expect(no.refused).toBe(detail.endsWith('rolled-back') ? 'lease-rolled-back' : 'document-refused')
    expect(no.detail).toBe(detail)
    expect(await offline(at, 0)).toMatchObject({ offline: true })
  })

  test(
    'a store that was edited or torn is worth nothing, and a lease in it is verified each time',
    machine,
    async () => {
      const at = world()
      await at.run(['checkout'])
      const whole = readFileSync(at.file(), 'utf8')
      for (const broken of [whole.replace('"seq":1', '"seq":0'), whole.slice(0, -9), '', 'null', '\0']) {
        writeFileSync(at.file(), broken)
        expect((await offline(at, 0)).refused).toBe('license-server-unreachable')
      }
      writeFileSync(at.file(), whole)
      at.edit((stored) => ({
        ...stored,
        seat: stored.seat && { ...stored.seat, lease: bent(stored.seat.lease ?? '') },
      }))
      expect(await offline(at, 0)).toMatchObject({ refused: 'document-refused', detail: 'lease: forged' })
    },
  )

  test('the vendor’s own root wins over the first one seen', machine, async () => {
    const at = world()
    expect(await one(at.run(['checkout'], { root: other.rootThumbprint }))).toMatchObject({
      detail: 'keys: wrong-root',
    })
    expect(await one(at.run(['checkout'], { root: vendor.rootThumbprint }))).toMatchObject({ source: 'cloud' })
    expect(await offline(at, 0, { root: other.rootThumbprint })).toMatchObject({ detail: 'lease: unknown-key' })
  })

  test('a renewal that is not believed does not stop the application before the seat’s own end', machine, async () => {
    const at = world()
    await at.run(['checkout'])
    at.state.sign = (lease) => (lease.seq === 2 ? vendor.sign('lease', lease) : other.sign('lease', lease))
    const [taken, renewed] = await at.run(['checkout', 'renew'])
    expect(renewed).toMatchObject({ source: 'cloud', untilMs: taken?.untilMs })
  })
}

type State = ReturnType<typeof leaseWorld>['state']

function change(state: State, sign: (lease: Lease) => string): void {
  state.sign = sign
}

function claim(state: State, claims: object): void {
  state.sign = (lease) => vendor.sign('lease', { ...lease, ...claims })
}

function keys(state: State, cloud: State['keys']['cloud']): void {
  state.keys = { ...state.keys, cloud }
}

/** One digit of the claims, changed. */
function bent(document: string): string {
  const [header = '', payload = '', signature = ''] = document.split('.')
  const claims = Buffer.from(payload, 'base64url').toString().replace('"iat":17', '"iat":18')
  return `${header}.${Buffer.from(claims).toString('base64url')}.${signature}`
}

function unsigned(lease: Lease): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none', kid: vendor.kidOf('lease'), typ: 'undongle-lease+jwt' })}.${part(lease)}.`
}
