import { expect, test } from 'vitest'
import { parseReport } from './search.ts'

const whole =
  'Full statespace search for:\n\tnon-progress cycles \t+\n\tinvalid end states\t+\nState-vector 12 byte, depth reached 6, errors: 0\n'

test.each([
  ['a search of everything', `${whole}        7 states, stored\n`, { states: 7, result: 'nothing' }],
  [
    'a broken rule, by its name',
    'pan:1: assertion violated ( !"one place" ||(x==3)) (at depth 3)\n State-vector 12 byte, errors: 1\n 5 states, stored',
    { states: 5, result: 'broken', rule: 'one place' },
  ],
  [
    'something that goes on for ever',
    'pan:1: acceptance cycle (at depth 20)\n errors: 1\n 9 states, stored',
    { states: 9, result: 'broken', rule: 'it ends' },
  ],
  [
    'a search that met its depth is not a search of everything',
    `error: max search depth too small\n${whole} 7 states, stored`,
    { states: 7, result: 'unfinished', because: 'max search depth too small' },
  ],
  [
    'an assertion without a name proves nothing',
    'pan:1: assertion violated (x==3) (at depth 3)\n errors: 1\n 5 states, stored',
    { states: 5, result: 'unfinished', because: '5 states, stored' },
  ],
  ['no report at all', '', { states: 0, result: 'unfinished', because: 'no report' }],
])('%s', (_, report, found) => {
  expect(parseReport(report)).toEqual(found)
})
