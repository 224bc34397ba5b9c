import { expect, test } from 'vitest'
import { runScript } from '../sim/run-script.ts'

const patientMs = 10 * 60_000
const machines = 6

test(
  '[Q74] [Q102] nine days without the cloud and an older backup of it after that stop no machine before its lease ends, and nothing is lost',
  async () => {
    const { figures, output } = await runScript('drill', '--machines', `${machines}`, '--days', '9')
    expect(figures, output).toMatchObject({
      machines,
      working: { away: machines, inTheEnd: machines },
      wrong: [],
      wrongClock: { before: 'product-unknown', after: 'served' },
    })
    // The restored cloud lends the newcomer a seat that it has forgotten: declared, and over with the leases of before.
    expect(figures.mostInUse).toBe(machines + 1)
    expect(figures.overHours).toBeLessThanOrEqual(Number(figures.declaredHours))
  },
  patientMs,
)
