import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compareWithRecorded, idsIn, provenBy } from './proven.ts'

const required = ['Q01', 'Q54', 'Q104']

describe('provenBy', () => {
  test('an id counts when a title carries it in brackets, alone or among others', () => {
    expect(provenBy(['[Q54] theirs', 'law [Q01, Q104]: one schema'], required)).toEqual(['Q01', 'Q54', 'Q104'])
  })

  test('an id outside brackets, or inside a longer word, proves nothing', () => {
    expect(provenBy(['Q54 is told', '[seqQ54]', '[Q5]'], required)).toEqual([])
  })

  test('an id that no requirement has is a mistake in the title', () => {
    expect(() => provenBy(['[Q99] seats'], required)).toThrow('Q99')
  })
})

describe('the recorded open list', () => {
  test('a true list has no complaint', () => {
    expect(compareWithRecorded(['Q01'], ['Q01'], required)).toEqual([])
  })

  test('it can not grow: an id that lost its proof is named', () => {
    expect(compareWithRecorded(['Q01', 'Q54'], ['Q01'], required)).toEqual([
      'Q54 was proven before; no passing test carries it now.',
    ])
  })

  test('it has to shrink with the change that proves an id', () => {
    expect(compareWithRecorded([], ['Q01'], required)).toEqual([
      'Q01 is proven now: take it off test/requirements-open.json in this change.',
    ])
  })

  test('it names only requirements', () => {
    expect(compareWithRecorded([], ['Q99'], required)).toEqual([
      'Q99 on test/requirements-open.json is no requirement.',
    ])
  })
})

test('docs/requirements.md holds Q01 to Q106, each told once', () => {
  const text = readFileSync('docs/requirements.md', 'utf8')
  const told = [...text.matchAll(/^- \*\*(Q\d+)\*\* \S/gm)].map((match) => match[1])
  const all = Array.from({ length: 106 }, (_, index) => `Q${String(index + 1).padStart(2, '0')}`)
  expect(told.toSorted()).toEqual(all.toSorted())
  expect(idsIn(text)).toEqual(all)
})
