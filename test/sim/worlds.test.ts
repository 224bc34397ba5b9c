import { expect, test } from 'vitest'
import { runScript } from './run-script.ts'

const patientMs = 60 * 60_000

const seeds = 5000

test(
  '[Q91][Q92] in thousands of worlds where everything goes wrong no license is lost, and none is in two places',
  async () => {
    const { figures, output } = await runScript('sim', '--seeds', `${seeds}`)
    expect(figures, output).toMatchObject({ seeds, failures: 0, missed: [] })
  },
  patientMs,
)

test(
  'a seed runs alike in the same process and in another one',
  async () => {
    const [again, here, there] = await Promise.all([
      runScript('sim', '--seeds', '12', '--twice'),
      runScript('sim', '--seed', '7'),
      runScript('sim', '--seed', '7'),
    ])
    expect(again.figures, again.output).toMatchObject({ failures: 0 })
    expect(here.figures.hash).toBe(there.figures.hash)
  },
  patientMs,
)
