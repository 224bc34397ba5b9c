import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { idSchema, makeId } from './id.ts'

const random = (size: number) => randomBytes(size)

test('ids show their kind, parse as it and as no other', () => {
  const id = makeId('transfer', new Date(), random)
  expect(id).toMatch(/^tr_[0-7][0-9a-z]{25}$/)
  expect(idSchema('transfer').parse(id)).toBe(id)
  expect(idSchema('license').safeParse(id).success).toBe(false)
  expect(idSchema('transfer').safeParse(`${id}0`).success).toBe(false)
  expect(idSchema('transfer').safeParse(id.replace(/_./, '_8')).success).toBe(false)
})

test('ids sort by the time they were made', () => {
  const times = [0, 1, 999, 1_700_000_000_000, 1_700_000_000_001, 2 ** 47]
  const ids = times.map((time) => makeId('lease', new Date(time), random))
  expect(ids.toSorted()).toEqual(ids)
})

test('the letters carry a UUIDv7: version 7, variant 10', () => {
  const text = makeId('user', new Date(0), () => new Uint8Array(10).fill(255)).slice(4)
  const letters = '0123456789abcdefghjkmnpqrstvwxyz'
  const value = [...text].reduce((sum, letter) => sum * 32n + BigInt(letters.indexOf(letter)), 0n)
  expect(value.toString(16).padStart(32, '0')).toBe('0000000000007fffbfffffffffffffff')
})
