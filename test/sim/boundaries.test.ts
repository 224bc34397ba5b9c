import { expect, test } from 'vitest'
import { runScript } from './run-script.ts'

test(
  '[Q92] a crash before and after every I/O of a transfer loses nothing, and no I/O is without a case',
  async () => {
    const { figures, output } = await runScript('sim', '--boundaries', '--sample')
    expect(figures, output).toMatchObject({ failures: 0, unlisted: [], gone: [] })
  },
  30 * 60_000,
)
