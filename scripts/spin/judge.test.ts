import { expect, test } from 'vitest'
import type { Run } from '../../spec/runs/run.ts'
import { countFigures, judge } from './judge.ts'
import type { Found } from './search.ts'

const sound: Run = {
  name: 'a sound run',
  verifier: 'chip-safety',
  with: {},
  kind: 'sound',
  size: 'small',
  finds: null,
  states: 7,
}
const mistake: Run = { ...sound, name: 'a mistake', kind: 'mistake', finds: 'one place', states: null }

const nothing: Found = { states: 7, result: 'nothing' }
const itsRule: Found = { states: 3, result: 'broken', rule: 'one place' }
const another: Found = { states: 3, result: 'broken', rule: 'one holder' }
const unfinished: Found = { states: 3, result: 'unfinished', because: 'out of memory' }

test.each<[string, Run, Found, string | null]>([
  ['a sound run finds nothing', sound, nothing, null],
  ['in as many states as the table says', sound, { ...nothing, states: 8 }, 'has 8 states instead of 7'],
  ['a broken rule', sound, another, 'breaks "one holder"'],
  ['a mistake is caught by its own rule', mistake, itsRule, null],
  ['and by no other', mistake, another, 'breaks "one holder" instead of "one place"'],
  ['a mistake that nobody notices', mistake, nothing, 'does not break "one place"'],
  ['a search that met a limit says nothing', mistake, unfinished, 'did not finish: out of memory'],
])('%s', (_, run, found, wrong) => {
  expect(judge(run, found)).toBe(wrong)
})

test('a mistake that is not caught is missing among the caught; all else that is wrong is an error', () => {
  const results = [
    { run: sound, found: nothing },
    { run: sound, found: another },
    { run: mistake, found: itsRule },
    { run: mistake, found: another },
  ]
  expect(countFigures(results)).toEqual({ states: 16, errors: 1, mistakes: 2, caught: 1 })
})
