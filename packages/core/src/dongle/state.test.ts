import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeP256Key, publicKeyOf, signWith, verifySignature } from '../../node/crypto.ts'
import { canonicalJson } from '../canonical.ts'
import { utf8 } from '../encoding.ts'
import { hashBytes } from '../hash.ts'
import {
  encodeStateBody,
  firstStateBody,
  joinStateValue,
  licenseStateAt,
  nextStateBody,
  parseStateValue,
  readDongleContent,
  type StateAct,
  type StateBody,
  type StateValue,
} from './state.ts'

const privateKey = makeP256Key()
const key = publicKeyOf(privateKey)
const sign = signWith(privateKey)
const list = utf8('a license list')
const orderBytes = utf8('an order')
const order = hashBytes(orderBytes)
const transfer = 'tr_01m8000000e008000000000000' as const
const retire: StateAct = { act: 'retire', transfer, order, lines: [0, 1, 2, 5], until: null }

function write(body: StateBody, signer = sign): Uint8Array {
  const bytes = encodeStateBody(body)
  return joinStateValue(bytes, signer(bytes))
}

function parse(bytes: Uint8Array): StateValue {
  const value = parseStateValue(bytes, key, verifySignature)
  if (value === undefined) throw new Error('not a state')
  return value
}

const read = (states: Uint8Array[], orders: Uint8Array[] = [], lists: Uint8Array[] = [list]) =>
  readDongleContent({ states, orders, lists }, key, verifySignature)

const first = write(firstStateBody(key, list))
const second = write(nextStateBody(parse(first), retire))

describe('one signed state', () => {
  test('what is written is read, and only by its own key', () => {
    expect(parse(first).body).toMatchObject({ generation: 1, away: [], previous: null })
    expect(parseStateValue(first, publicKeyOf(makeP256Key()), verifySignature)).toBeUndefined()
  })

  test('a retire takes exactly its licenses off and continues the state before', () => {
    const { body } = parse(second)
    expect(body).toMatchObject({
      generation: 2,
      previous: parse(first).bodyHash,
      last: { act: 'retire', transfer, order },
    })
    expect([0, 1, 2, 3, 4, 5].map((line) => licenseStateAt(body, line).state)).toEqual([
      'off',
      'off',
      'off',
      'on',
      'on',
      'off',
    ])
  })

  test('[Q70] with a grace the license is on until a moment, by that order', () => {
    const { body } = parse(write(nextStateBody(parse(first), { ...retire, until: 1_900_000_000 })))
    expect(licenseStateAt(body, 5)).toEqual({ state: 'until', order, until: 1_900_000_000 })
  })

  test('a cancel changes the generation and nothing else', () => {
    const { body } = parse(write(nextStateBody(parse(second), { act: 'cancel', transfer })))
    expect(body).toMatchObject({ generation: 3, away: parse(second).body.away, last: { act: 'cancel', transfer } })
  })

  test('bytes that are not whole, canonical and rightly signed are no state, and never an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1200 }), (bytes) => {
        expect(parseStateValue(bytes, key, verifySignature)).toBeUndefined()
      }),
    )
    fc.assert(
      fc.property(fc.nat(second.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const changed = new Uint8Array(second)
        changed[place] = (changed[place] ?? 0) ^ change
        expect(parseStateValue(changed, key, verifySignature)).toBeUndefined()
      }),
    )
  })

  test.each<[string, (body: StateBody) => unknown]>([
    ['generation 0', (body) => ({ ...body, generation: 0 })],
    ['a license away by two orders', (body) => ({ ...body, away: [...body.away, ...body.away] })],
    ['a range that runs backwards', (body) => ({ ...body, away: [{ lines: [[2, 1]], order, until: null }] })],
    ['a position beyond the limit', (body) => ({ ...body, away: [{ lines: [[0, 100_000]], order, until: null }] })],
    ['a member too many', (body) => ({ ...body, admin: true })],
    ['an impossible date', (body) => ({ ...body, away: [{ lines: [[0, 0]], order, until: 1 }] })],
  ])('%s is refused, though the signature is right', (_, change) => {
    const bytes = utf8(canonicalJson(change(parse(second).body) as StateBody))
    expect(parseStateValue(joinStateValue(bytes, sign(bytes)), key, verifySignature)).toBeUndefined()
  })

  test('the same words in another spelling are refused: equal states are equal bytes', () => {
    const bytes = utf8(JSON.stringify(parse(second).body, null, 1))
    expect(parseStateValue(joinStateValue(bytes, sign(bytes)), key, verifySignature)).toBeUndefined()
  })
})

describe('everything on a dongle', () => {
  test('the highest valid generation counts; older ones and debris may go', () => {
    const half = second.subarray(0, 40)
    const content = read([half, first, second], [orderBytes, utf8('another order')], [utf8('old list'), list])
    expect(content).toMatchObject({ state: 'whole', older: [1], debris: { states: [0], orders: [1], lists: [0] } })
    expect(content.state === 'whole' && content.current.body.generation).toBe(2)
  })

  test.each<[string, Uint8Array[], Uint8Array[], Uint8Array[], string]>([
    ['nothing at all: a pulled token looks empty', [], [], [list], 'no-state'],
    ['only debris', [first.subarray(0, 80)], [], [list], 'no-state'],
    ['a state without its list', [first], [], [utf8('another list')], 'no-list'],
    ['an off license without its order', [second], [], [list], 'no-order'],
  ])('%s is incomplete, never "no licenses"', (_, states, orders, lists, why) => {
    expect(read(states, orders, lists)).toEqual({ state: 'incomplete', why })
  })

  test('two states of one generation are damage, and off wins, in whatever order they are found', () => {
    const other = write(nextStateBody(parse(first), { act: 'cancel', transfer }))
    for (const states of [
      [second, other],
      [other, second],
    ]) {
      const content = read(states, [orderBytes])
      expect(content.state).toBe('damaged')
      expect(content.state === 'damaged' && licenseStateAt(content.current.body, 0).state).toBe('off')
    }
  })

  test('the same body signed twice is one state: a token’s ECDSA differs each time', () => {
    const again = write(nextStateBody(parse(first), retire))
    expect(again).not.toEqual(second)
    expect(read([second, again], [orderBytes]).state).toBe('whole')
  })
})
