import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type JoinToken, parseJoinToken, writeJoinToken } from '@undongle/core/lan/join-token'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Listening, listen } from '../../packages/cloud/src/http/listen.ts'
import { open as openTypeScript } from '../../packages/sdk/src/node.ts'
import { makeVendor } from '../api/vendor.ts'
import { type Floor, openFloor } from '../lan/floor.ts'
import { cloudOf } from '../lan/place.ts'
import { needs } from '../needs.ts'
import { until } from '../permit/world.ts'
import { build, sanitizers, sdkFolder } from '../sdk-c/build.ts'
import { Client, type Line } from './client.ts'

// The clients and two built License Servers of their network, each a process with a dongle of one seat.

const machine = needs('gcc', 'libc6-dev', 'libcurl4-openssl-dev', 'libssl-dev', 'python3-jwcrypto')
const folder = mkdtempSync(path.join(tmpdir(), 'undongle-network-'))
const languages: readonly (readonly [string, () => Client])[] = [
  ['C', () => new Client(path.join(folder, 'driver'))],
  ['Python', () => new Client('/usr/bin/python3', [path.join(import.meta.dirname, '../sdk-python/driver.py')])],
]

describe('over the network', machine, () => {
  let cloud: Listening
  let first: Floor
  let second: Floor
  beforeAll(async () => {
    const driver = path.join(import.meta.dirname, '../sdk-c/driver.c')
    build(path.join(folder, 'driver'), [driver, path.join(sdkFolder, 'undongle.c')], sanitizers())
    const vendor = makeVendor(new Date())
    const answer = cloudOf(vendor)
    cloud = await listen(0)
    cloud.serve((request) => answer(request.url, request))
    const floor = (name: string) => openFloor(path.join(folder, name), { name, cloud: cloud.url, vendor })
    first = await floor('first')
    second = await floor('second')
  }, 120_000)
  afterAll(async () => {
    await first?.part.stop()
    await second?.part.stop()
    await cloud?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const options = (application: string, join: string) => ({
    product: 'render-node',
    version: '1.0',
    folder: path.join(folder, application),
    join,
  })
  const changed = (change: (token: JoinToken) => Partial<JoinToken>): string => {
    const token = parseJoinToken(first.joinToken) ?? expect.fail('no token')
    return writeJoinToken({ ...token, ...change(token) })
  }
  const bent = (text: string) => text.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'))
  const one = async (lines: Promise<Line[]>): Promise<Line> => (await lines)[0] ?? expect.fail('it said nothing')
  /** Its dongle is read a moment after it started. */
  const served = (name: string, act: () => Promise<Line>) =>
    until(name, async () => {
      const line = await act()
      return line.source === undefined || line.offline ? undefined : line
    })

  test.each(languages)('[Q83] %s joins with the token, by a key of its own, and has a seat', async (name, open) => {
    const client = open()
    const given = options(`${name}-seat`, ` ${first.joinToken} `)
    const before = (await first.nodes()).length
    expect(await served('a seat', () => one(client.run(given, ['checkout'])))).toMatchObject({ source: 'dongle' })
    expect([(await first.nodes()).length - before, await first.seatsOut()]).toEqual([1, 1])
    const key = path.join(given.folder, 'node.json')
    expect(statSync(key).mode & 0o777).toBe(0o600)
    expect(await client.run({ ...given, folder: `${given.folder}-other` }, ['checkout'])).toMatchObject([
      { refused: 'no-seat-free' },
    ])
    // The same machine goes on in another language, and under another name of the server.
    const { joinToken, ...same } = { ...given, joinToken: first.joinToken }
    const seat = await openTypeScript({
      product: same.product,
      version: '1.0',
      folder: given.folder,
      joinToken,
    }).checkout()
    seat.close()
    const server = `https://${parseJoinToken(first.joinToken)?.host}/`
    const moved = changed(() => ({ host: 'nowhere.invalid:1' }))
    expect(await client.run({ ...given, join: moved, server }, ['checkout', 'release'])).toMatchObject([
      { source: 'dongle', offline: false },
      { released: true },
    ])
    expect([(await first.nodes()).length - before, await first.seatsOut()]).toEqual([2, 0])
    expect(await client.end()).toBe('')
  })

  test.each(languages)('%s sends nothing to a server with another certificate', async (name, open) => {
    const client = open()
    const before = (await first.nodes()).length
    const wrong = changed(({ fingerprint }) => ({ fingerprint: bent(fingerprint) }))
    const no = await one(client.run(options(`${name}-wrong`, wrong), ['checkout']))
    expect(no.refused).toBe('license-server-unreachable')
    expect(no.detail).toContain('another certificate')
    expect((await first.nodes()).length).toBe(before)
    // Nor does a machine that has joined already.
    const joined = options(`${name}-joined`, first.joinToken)
    await client.run(joined, ['checkout', 'release'])
    expect(await one(client.run({ ...joined, join: wrong }, ['checkout']))).toMatchObject({
      refused: 'license-server-unreachable',
    })
    expect(await client.end()).toBe('')
  })

  test.each(languages)('%s is told when its token is none, or not the one of that server', async (name, open) => {
    const client = open()
    const secret = changed(({ secret }) => ({ secret: bent(secret) }))
    expect(await client.run(options(`${name}-secret`, secret), ['checkout'])).toMatchObject([
      { refused: 'join-refused' },
    ])
    for (const text of [
      '',
      'undongle-join-1',
      `${first.joinToken}/`,
      first.joinToken.slice(0, -1),
      first.joinToken.replace('-1/', '-2/'),
    ])
      expect(await client.run(options(`${name}-none`, text), ['checkout'])).toMatchObject([{ refused: 'open' }])
    expect(await client.end()).toBe('')
  })

  test.each(languages)('%s makes a key anew where its own cannot be read', async (name, open) => {
    const client = open()
    const given = options(`${name}-torn`, first.joinToken)
    const key = path.join(given.folder, 'node.json')
    mkdirSync(given.folder)
    writeFileSync(key, '{"node":')
    expect(await client.run(given, ['checkout', 'release'])).toMatchObject([{ source: 'dongle' }, { released: true }])
    expect(JSON.parse(readFileSync(key, 'utf8'))).toEqual({
      node: expect.stringMatching(/^nod_/),
      key: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(await client.end()).toBe('')
  })

  test.each(languages)('[Q102] %s goes on at the one that stands by, and comes back', async (name, open) => {
    const client = open()
    const given = { ...options(`${name}-standby`, first.joinToken), standby: second.joinToken }
    const checkout = () => one(client.run(given, ['checkout']))
    await served('a seat', checkout)
    expect([await first.seatsOut(), await second.seatsOut()]).toEqual([1, 0])
    await first.part.crash()
    expect(await checkout()).toMatchObject({ source: 'dongle', offline: false })
    expect(await second.seatsOut()).toBe(1)
    await first.part.start()
    await until('the other seat is free', async () => {
      await checkout()
      return (await second.seatsOut()) === 0 || undefined
    })
    expect(await first.seatsOut()).toBe(1)
    expect(await client.run(given, ['checkout', 'release'])).toMatchObject([{ offline: false }, { released: true }])
    expect([await first.seatsOut(), await second.seatsOut()]).toEqual([0, 0])
    expect(await client.end()).toBe('')
  })
})
