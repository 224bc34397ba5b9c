import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { dayMs, hourMs } from '@undongle/core/time'
import { expect, test } from 'vitest'
import { isFreshNonce, makeNonce } from './nonce.ts'

const secret = random(32)
const madeAt = new Date('2026-03-01T12:00:00Z')
const server = makeId('licenseServer', madeAt, random)
const nonce = makeNonce(secret, server, madeAt)
const carried = makeNonce(secret, server, madeAt, 'carried nonce')
const later = (ms: number) => new Date(madeAt.getTime() + ms)

test.each<[string, boolean, boolean]>([
  ['at once', isFreshNonce(nonce, secret, server, madeAt), true],
  ['after an hour', isFreshNonce(nonce, secret, server, later(hourMs)), true],
  ['later', isFreshNonce(nonce, secret, server, later(hourMs + 1000)), false],
  ['after the longest way of a courier', isFreshNonce(carried, secret, server, later(30 * dayMs)), true],
  ['later than that', isFreshNonce(carried, secret, server, later(30 * dayMs + 1000)), false],
  ['at another License Server', isFreshNonce(nonce, secret, makeId('licenseServer', madeAt, random), madeAt), false],
  ['at a cloud with another secret', isFreshNonce(nonce, random(32), server, madeAt), false],
  ['with a later moment', isFreshNonce(`zzzzzz.${nonce.split('.')[1]}`, secret, server, madeAt), false],
  ['when it is empty', isFreshNonce('', secret, server, madeAt), false],
  ['with more behind it', isFreshNonce(`${nonce}.x`, secret, server, madeAt), false],
])('whether a nonce is fresh %s', (_, fresh, expected) => {
  expect(fresh).toBe(expected)
})
