import { expect, test } from 'vitest'
import { runScript } from './run-script.ts'

test.each(['the receipt is handed out', 'the permit is not deleted', 'what was running'])(
  'the simulation sees it when %s …',
  async (mistake) => {
    const { figures, output } = await runScript('mutants', mistake)
    expect(figures, output).toEqual({ mutants: 1, caught: 1 })
  },
  30 * 60_000,
)
