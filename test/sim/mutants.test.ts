import { expect, test } from 'vitest'
import { runScript } from './run-script.ts'

// The whole list is `npm run mutants`; its table stands in sim/README.md.
test(
  'the simulation sees a mistake that was planted in the code',
  async () => {
    const { figures, output } = await runScript('mutants', 'the receipt is handed out')
    expect(figures, output).toEqual({ mutants: 1, caught: 1 })
  },
  30 * 60_000,
)
