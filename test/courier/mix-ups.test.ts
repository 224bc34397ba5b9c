import { type ApiErrorCode, apiErrors } from '@undongle/core/api/errors'
import { answerType, type CourierAnswer } from '@undongle/core/courier/answer'
import { splitLetter } from '@undongle/core/courier/parts'
import type { CourierRequest } from '@undongle/core/courier/request'
import { writeDocument } from '@undongle/core/document/jws'
import { makeEd25519Key, publicKeyOf, signWith } from '@undongle/core/node/crypto'
import { seal } from '@undongle/core/node/seal'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimsOf, licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { type Machine, offline, openMachine, openShelf } from '../permit/world.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { answer, signInByCourier, stateOf, take, type Written, write } from './carrier.ts'

let world: World
let shelf: ReturnType<typeof openShelf>
let ours: Machine
let beside: Machine
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  shelf = openShelf(world)
  ours = openMachine(world, 'cellar', { readOnly: false, hastens: false })
  beside = openMachine(world, 'attic', { readOnly: false, hastens: false })
  for (const machine of [ours, beside]) {
    machine.wire = offline
    await signInByCourier(world, world.ours, machine)
    const { dongle } = await machine.plug(await shelf.sell(world.ours, [licenseOf('lab-design')]))
    await machine.server.checkEligibility({ dongle, line: 'lab', targetUser: null })
  }
})
afterAll(async () => {
  for (const machine of [ours, beside]) await machine.close()
  shelf.close()
  await world.cloud.stop()
})

const answerTo = async ({ letter }: Written): Promise<string> => (await answer(world, letter)).body.answer

/** One character in the middle of this part is another one. */
function bend(letter: string, part: number): string {
  const parts = letter.split('.')
  const text = parts[part] ?? ''
  const middle = Math.floor(text.length / 2)
  parts[part] = text.slice(0, middle) + (text[middle] === 'A' ? 'B' : 'A') + text.slice(middle + 1)
  return parts.join('.')
}

interface Letters {
  readonly request: Written
  readonly answer: string
  readonly foreign: string
}

test.each<[string, ApiErrorCode, (letters: Letters) => string]>([
  ['a shopping list', 'courier-unreadable', () => 'milk, eggs'],
  ['a certificate', 'courier-unreadable', () => 'eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.e30.AA'],
  ['the request itself', 'courier-is-request', ({ request }) => request.letter],
  ['half of an answer', 'courier-changed', ({ answer }) => answer.slice(0, answer.length / 2)],
  ['an answer with another key', 'courier-changed', ({ answer }) => bend(answer, 3)],
  ['an answer with another seal', 'courier-changed', ({ answer }) => bend(answer, 4)],
  ['an answer with another beginning', 'courier-changed', ({ answer }) => bend(answer, 2)],
  ['an answer with another number', 'courier-changed', ({ answer }) => withHeader(answer, { number: 1 })],
  ['an answer of another machine', 'courier-other-machine', ({ foreign }) => foreign],
  [
    'an answer of another machine in our cover',
    'courier-changed',
    ({ answer, foreign }) => withHeader(foreign, headerOf(answer)),
  ],
  ['one part of two', 'courier-part-missing', ({ answer }) => splitLetter(answer)[0] ?? ''],
  [
    'parts of two',
    'courier-parts-mixed',
    ({ answer, foreign }) => [...splitLetter(answer), ...splitLetter(foreign)].join('\n'),
  ],
  ['parts of which one is bent', 'courier-changed', ({ answer }) => splitLetter(answer).map(bendEnd).join(' ')],
])('[Q97] at the machine, %s is refused as %s and changes nothing', async (_, code, bring) => {
  const request = await write(ours)
  const letters = { request, answer: await answerTo(request), foreign: await answerTo(await write(beside)) }
  const before = await stateOf(ours)
  expect((await take(ours, bring(letters))).body).toMatchObject({
    code,
    title: apiErrors[code].say,
    next: apiErrors[code].next,
  })
  expect(await stateOf(ours)).toEqual(before)
})

const bendEnd = (text: string): string => text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A')
const headerOf = (letter: string): object => JSON.parse(Buffer.from(letter.split('.')[0] ?? '', 'base64url').toString())
function withHeader(letter: string, changes: object): string {
  const [, ...rest] = letter.split('.')
  const header = JSON.stringify({ ...headerOf(letter), ...changes })
  return [Buffer.from(header).toString('base64url'), ...rest].join('.')
}

/** Whoever saw a request can seal to its machine. */
function forge(request: Written, changes: Partial<CourierAnswer>, more: { keys?: unknown; purpose?: 'result' } = {}) {
  const asked = claimsOf<CourierRequest>(request.letter)
  const jkt = headerOfDocument(request.letter).kid
  const key = makeEd25519Key()
  const about = { to: jkt, number: request.number, request: 'A'.repeat(43) }
  const claims = { iss: 'http://cloud.test', iat: 1_800_000_000, ...about, signIn: null, replies: [], ...changes }
  const { deps } = world.cloud
  const kid = deps.keys.kidOf('courier-answer')
  const document = more.purpose
    ? deps.keys.sign(more.purpose, deps.keys.kidOf(more.purpose), claims)
    : writeDocument('courier-answer', kid, claims, signWith(key))
  return seal(JSON.stringify({ answer: document, keys: more.keys ?? null }), asked.seal, { ...about, typ: answerType })
}
const headerOfDocument = (document: string): { kid: string } =>
  JSON.parse(Buffer.from(document.split('.')[0] ?? '', 'base64url').toString())

test('[Q97] what somebody else signed, or the cloud for another purpose, is no answer', async () => {
  const request = await write(ours)
  for (const letter of [
    forge(request, {}),
    forge(request, {}, { purpose: 'result' }),
    forge(request, {}, { keys: { ...world.cloud.deps.keys.keyFile, root: publicKeyOf(makeEd25519Key()) } }),
  ])
    expect((await take(ours, letter)).body).toMatchObject({ code: 'document-refused' })
})

test('[Q97] an answer read twice says so, and changes nothing', async () => {
  const letter = await answerTo(await write(ours))
  expect((await take(ours, letter)).status).toBe(200)
  const before = await stateOf(ours)
  expect((await take(ours, letter)).body).toMatchObject({ code: 'courier-read' })
  expect(await stateOf(ours)).toEqual(before)
})
