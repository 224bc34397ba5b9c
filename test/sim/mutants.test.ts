import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { mistakes } from '../../sim/mutants/mistakes.ts'
import { runScript } from './run-script.ts'

test.each(mistakes)('the code that "$name" is planted in stands where it did', ({ file, from }) => {
  const code = readFileSync(path.resolve(import.meta.dirname, '../..', file), 'utf8')
  expect(code.split(from)).toHaveLength(2)
})

// The whole list is `npm run mutants`; its table stands in sim/README.md.
test(
  'the simulation sees a mistake that was planted in the code',
  async () => {
    const { figures, output } = await runScript('mutants', 'the receipt is handed out')
    expect(figures, output).toEqual({ mutants: 1, caught: 1 })
  },
  30 * 60_000,
)
