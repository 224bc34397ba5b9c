import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { localApi } from '@undongle/core/api/local'
import { makeId } from '@undongle/core/id'
import { makeEd25519Key, publicKeyOf, random } from '@undongle/core/node/crypto'
import { dayMs } from '@undongle/core/time'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { approvalToken, machine as machineOf, signedIn } from '../../packages/cloud/src/auth/auth.fixture.ts'
import { type Listening, listen } from '../../packages/cloud/src/http/listen.ts'
import { catalog, contractFile, licenseOf, newCompany } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { type World as CloudWorld, startWorld } from '../../packages/cloud/src/testing/world.fixture.ts'
import { type LicenseError, open as openTypeScript } from '../../packages/sdk/src/node.ts'
import { asOperator, call } from '../../scripts/call.ts'
import { needs } from '../needs.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { build, sdkFolder } from '../sdk-c/build.ts'
import { openWorld, type World } from '../stories/world.ts'
import { Client } from './client.ts'

// The clients against the real parts: a built License Server with a dongle in it, and the whole cloud on PostgreSQL.

const machine = needs('gcc', 'libc6-dev', 'libcurl4-openssl-dev', 'libssl-dev', 'python3-jwcrypto')
const folder = mkdtempSync(path.join(tmpdir(), 'undongle-real-parts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Nobody listens there. */
const nowhere = 'http://127.0.0.1:1'
const languages: readonly (readonly [string, (env?: Record<string, string>) => Client])[] = [
  ['C', (env) => new Client(path.join(folder, 'driver'), [], env)],
  ['Python', (env) => new Client('/usr/bin/python3', [path.join(import.meta.dirname, '../sdk-python/driver.py')], env)],
]

beforeAll(() => {
  const sources = [path.join(import.meta.dirname, '../sdk-c/driver.c'), path.join(sdkFolder, 'undongle.c')]
  if (!machine.skip) build(path.join(folder, 'driver'), sources)
})

describe('with a License Server', machine, () => {
  let world: World
  let server: string
  beforeAll(async () => {
    world = await openWorld({ tokens: 0, fileDongles: 1 })
    world.fileDongle()
    server = world.place.licenseServer.address
  }, 240_000)
  afterAll(() => world?.close())

  const frames = makeId('license', new Date(), random)
  /** What the contract says of the metered license. */
  const sell = (quantity: number, until: string) => {
    const product = {
      id: 'clinic-frames',
      line: 'clinic',
      name: 'Frames',
      key: false,
      metered: true,
      onlineOnly: false,
    }
    const license = {
      id: frames,
      product: product.id,
      generation: '1.0',
      quantity,
      term: { kind: 'until' as const, until },
    }
    const contract = { number: 'P-1', company: world.company, kind: 'commercial' as const }
    return call(world.place.cloud.address, cloudApi['contract.import'], {
      headers: asOperator(world.place.cloud.dataDir),
      body: {
        vendor: 'Brightsmith Software',
        lines: [],
        products: [product],
        companies: [],
        contracts: [{ ...contract, licenses: [{ ...license, dongle: null }] }],
        dongles: [],
      },
    })
  }
  const asksCloud = (isReachable: boolean) =>
    vi.waitFor(
      async () => {
        await call(server, localApi['license.list'])
        expect((await call(server, localApi['status.read'])).cloud.reachable).toBe(isReachable)
      },
      { timeout: 60_000, interval: 200 },
    )

  test.each(languages)('%s takes a seat, and goes on without it', async (name, open) => {
    const client = open()
    const options = { product: 'clinic-base', version: '1.0', folder: path.join(folder, name) }
    const [taken, renewed] = await client.run({ ...options, server }, ['checkout', 'renew'])
    expect(taken).toMatchObject({ source: 'dongle', product: 'clinic-base', offline: false })
    expect(renewed).toMatchObject({ source: 'dongle' })
    const gone = { ...options, server: nowhere }
    expect(await client.run(gone, ['checkout'])).toMatchObject([{ source: 'dongle', offline: true }])
    const late = { now: String(Date.now() + dayMs / 2) }
    expect(await client.run({ ...gone, ...late }, ['checkout'])).toMatchObject([{ refused: 'lease-expired' }])
    expect(await client.run({ ...options, server }, ['checkout', 'release'])).toMatchObject([{}, { released: true }])
    const unknown = { ...options, server, product: 'unheard-of' }
    expect(await client.run(unknown, ['checkout'])).toMatchObject([{ refused: 'product-unknown' }])
    expect(await client.end()).toBe('')
  })

  test.each(
    languages,
  )('%s says who works, and only whom the contract names has a seat of their own', async (_, open) => {
    const license = makeId('license', new Date(), random)
    const product = {
      id: 'clinic-desk',
      line: 'clinic',
      name: 'Desk',
      binding: { to: 'person' as const, moveDays: 30 },
    }
    const term = { kind: 'perpetual' as const }
    const sold = { id: license, product: product.id, generation: '1.0', quantity: 2, term, dongle: null }
    const contract = { number: `N-${license}`, company: world.company, kind: 'commercial' as const }
    await call(world.place.cloud.address, cloudApi['contract.import'], {
      headers: asOperator(world.place.cloud.dataDir),
      body: {
        vendor: 'Brightsmith Software',
        lines: [],
        products: [product],
        companies: [],
        contracts: [{ ...contract, licenses: [{ ...sold, users: ['anna@example.com', 'bert@example.com'] }] }],
        dongles: [],
      },
    })
    await call(server, localApi['license.list'])
    const client = open()
    const as = (user: Record<string, string>, acts: string[]) =>
      client.run({ product: product.id, version: '1.0', folder: path.join(folder, 'desk'), server, ...user }, acts)
    const [anna, bert, cleo] = ['Anna@example.com', 'bert@example.com', 'cleo@example.com'].map((user) => ({ user }))
    expect(await as({}, ['checkout'])).toMatchObject([{ refused: 'user-needed' }])
    expect(await as(cleo ?? {}, ['checkout'])).toMatchObject([{ refused: 'seat-not-assigned' }])
    expect(await as(anna ?? {}, ['checkout'])).toMatchObject([{ source: 'cloud', product: product.id }])
    expect(await as(bert ?? {}, ['checkout', 'renew'])).toMatchObject([{ source: 'cloud' }, { source: 'cloud' }])
    // What one gives back leaves the other's as it is.
    expect(await as(bert ?? {}, ['checkout', 'release'])).toMatchObject([{}, { released: true }])
    expect(await as(anna ?? {}, ['checkout', 'renew', 'release'])).toMatchObject([
      {},
      { source: 'cloud' },
      { released: true },
    ])
    expect(await client.end()).toBe('')
  })

  /** What one language does for a person who waits for a seat of this product. */
  type Waiter = (user: string) => {
    readonly ask: () => Promise<number | undefined>
    readonly leave: () => Promise<void>
  }
  const inOtherLanguages = languages.map(([name, open]): [string, (product: string) => Waiter] => [
    name,
    (product) => (user) => {
      const waiting = {
        product,
        version: '1.0',
        folder: path.join(folder, `${name}-queue`),
        server,
        user,
        waits: 'yes',
      }
      const act = async (what: string) => {
        const client = open()
        const [said] = await client.run(waiting, [what])
        expect(await client.end()).toBe('')
        return said
      }
      return {
        ask: async () => (await act('checkout'))?.position,
        leave: async () => expect(await act('release')).toEqual({ released: true }),
      }
    },
  ])
  const inTypeScript = (product: string): Waiter => {
    return (user) => {
      const place = path.join(folder, 'TypeScript-queue')
      const license = openTypeScript({ product, version: '1.0', folder: place, server, user, waits: true })
      return {
        ask: () =>
          license.checkout().then(
            (seat) => {
              seat.close()
              return undefined
            },
            (error) => (error as LicenseError).position,
          ),
        leave: () => license.leaveQueue(),
      }
    }
  }
  test.each([
    ...inOtherLanguages,
    ['TypeScript', inTypeScript] as const,
  ])('[Q99] %s: whoever waits no more leaves the queue at once, and all behind move up', async (name, waiterOf) => {
    const product = { id: `clinic-hall-${name.toLowerCase()}`, line: 'clinic', name: 'Hall' }
    const term = { kind: 'perpetual' as const }
    const license = { id: makeId('license', new Date(), random), product: product.id, generation: '1.0', quantity: 1 }
    await call(world.place.cloud.address, cloudApi['contract.import'], {
      headers: asOperator(world.place.cloud.dataDir),
      body: {
        vendor: 'Brightsmith Software',
        lines: [],
        products: [product],
        companies: [],
        contracts: [
          {
            number: `H-${name}`,
            company: world.company,
            kind: 'commercial',
            licenses: [{ ...license, term, dongle: null }],
          },
        ],
        dongles: [],
      },
    })
    await call(server, localApi['license.list'])
    const [anna, bert, cleo] = ['anna+a@example.com', 'anna_a@example.com', 'cleo@example.com'].map(
      waiterOf(product.id),
    )
    expect(await anna?.ask()).toBeUndefined()
    expect(await bert?.ask()).toBe(1)
    expect(await cleo?.ask()).toBe(2)
    await bert?.leave()
    expect(await cleo?.ask()).toBe(1)
  })

  test.each(
    languages,
  )('[Q76] %s takes points once, whatever answer is lost, and none without the cloud', async (_, open) => {
    const { gate } = world
    await sell(100, '2090-12-31')
    const client = open()
    const options = { product: 'clinic-frames', version: '1.0', folder: path.join(folder, 'points'), server }
    const [before] = await client.run(options, ['consume:1'])
    const left = before?.balance ?? expect.fail(`points were refused: ${before?.refused}`)
    const lost = gate.hold('meter.consume', 'answered')
    const asked = client.run(options, ['consume:10', 'again:10'])
    await lost.reached
    lost.lose()
    expect(await asked).toEqual([{ balance: left - 10 }, { balance: left - 10 }])
    gate.shut()
    await asksCloud(false)
    expect(await client.run(options, ['consume:5'])).toMatchObject([
      { refused: 'points-offline', next: 'Connect this machine to the license cloud, then try again.' },
    ])
    gate.open()
    await asksCloud(true)
    expect(await client.run(options, ['again:5', 'again:10'])).toEqual([
      { balance: left - 15 },
      { refused: 'meter-entry-reused', say: expect.any(String), next: expect.any(String), detail: '' },
    ])
    expect(await client.end()).toBe('')
  })

  test('[Q73] a renewal and its points reach an application that is running', async () => {
    await sell(100, '2090-12-31')
    const license = openTypeScript({
      product: 'clinic-frames',
      version: '1.0',
      folder: path.join(folder, 'running'),
      server,
    })
    const seat = await license.checkout()
    expect(seat.right.license).toMatchObject({ metered: true, term: { until: '2090-12-31' } })
    const { balance } = await license.consume(1)
    await sell(250, '2091-12-31')
    await seat.renew()
    expect(seat.right.license.term).toEqual({ kind: 'until', until: '2091-12-31' })
    expect((await license.consume(1)).balance).toBe(balance - 1 + 250)
    await seat.release()
  })
})

describe('straight from the cloud', machine, () => {
  let world: CloudWorld
  let listening: Listening
  beforeAll(async () => {
    world = await startWorld(await testDatabase())
    listening = await listen(0)
    listening.serve((request) => world.cloud.app.fetch(request))
  }, 120_000)
  afterAll(async () => {
    await listening?.close()
    await world?.cloud.stop()
  })

  test.each(languages)('[Q74] %s takes a seat and points, renews, and works ten days offline', async (name, open) => {
    const company = newCompany()
    const sold = [licenseOf('clinic-scan'), licenseOf('render-node', { quantity: 100 })]
    const products = catalog.products.map((product) => ({ ...product, metered: product.id === 'render-node' }))
    const placed = sold.map((license) => ({ license, dongle: null }))
    await world.operator.import({ ...contractFile(company, placed), products })
    const { page } = await signedIn(world.cloud, [[company, 'company-user']])
    const key = makeEd25519Key()
    const { body } = await machineOf(world.cloud, key).register(await approvalToken(world.cloud, page, company))
    const client = open({ UNDONGLE_TEST_TOKEN: body.accessToken })
    const place = path.join(folder, `${name}-cloud`)
    const options = {
      product: 'clinic-scan',
      version: '3.0',
      folder: place,
      machine: publicKeyOf(key).x,
      token: 'good',
    }
    const there = { ...options, cloud: listening.url }
    const gone = { ...options, cloud: nowhere }
    const [taken, renewed] = await client.run(there, ['checkout', 'renew'])
    expect(taken).toMatchObject({ source: 'cloud', product: 'clinic-scan', offline: false })
    expect(renewed).toMatchObject({ source: 'cloud', offline: false })
    expect(await client.run({ ...there, token: 'ended' }, ['checkout', 'tokens'])).toMatchObject([
      { source: 'cloud' },
      { refusedTokens: 1 },
    ])
    const points = { ...there, product: 'render-node' }
    expect(await client.run(points, ['consume:30', 'again:30', 'consume:71'])).toMatchObject([
      { balance: 70 },
      { balance: 70 },
      { refused: 'points-used-up' },
    ])
    const [days9, days11] = [9, 11].map((days) => ({ now: String(Date.now() + days * dayMs) }))
    expect(await client.run(gone, ['checkout'])).toMatchObject([{ offline: true }])
    expect(await client.run({ ...gone, ...days9 }, ['checkout'])).toMatchObject([{ offline: true, warning: 1 }])
    expect(await client.run({ ...gone, ...days11 }, ['checkout'])).toMatchObject([{ refused: 'lease-expired' }])
    const file = path.join(place, 'clinic-scan.seat')
    const whole = readFileSync(file, 'utf8')
    writeFileSync(file, whole.replace('eyJ', 'eyK'))
    expect(await client.run(gone, ['checkout'])).toMatchObject([{ refused: 'cloud-unreachable' }])
    writeFileSync(file, whole)
    const [, released] = await client.run(there, ['checkout', 'release'])
    expect(released).toEqual({ released: true })
    const elsewhere = { ...there, folder: `${place}-2` }
    expect(await client.run(elsewhere, ['checkout'])).toMatchObject([{ source: 'cloud' }])
    expect(await client.end()).toBe('')
  })
})
