import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyLedger } from '../../packages/cloud/src/ledger/verify/verify.ts'
import { operatorOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { modelConfig } from './config.ts'
import { stagesIn } from './customers.ts'
import { type Act, credit, lines, type Model, newModel, opens, step } from './model.ts'
import { makeReal, type Real, type Support } from './real.ts'

let world: World
let support: Support
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  support = (await operatorOf(world.cloud, 'sue@vendor.example')).page
})
afterAll(() => world.cloud.stop())

const line = fc.constantFrom(...lines)
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ act: fc.constant('open' as const), line }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('stranger' as const), line }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('retire' as const) }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('commit' as const) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constantFrom('report' as const, 'find' as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('replace' as const) }) },
)
/** What two clients may send at the same moment; support and the dongle itself do one thing at a time. */
const racing: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ act: fc.constant('open' as const), line }),
  fc.record({ act: fc.constant('stranger' as const), line }),
  fc.record({ act: fc.constantFrom('commit' as const, 'report' as const) }),
)
const sequence = fc.array(fc.oneof({ weight: 3, arbitrary: fc.tuple(act) }, fc.tuple(racing, racing)), {
  minLength: 2,
  maxLength: 8,
})

/** One act is answered as the model says; two at once as if one of them had come first, or while the other was opening. */
async function follow(model: Model, real: Real, acts: readonly Act[]): Promise<Model> {
  const answers = await Promise.all(acts.map((each) => real.perform(each)))
  const places = await real.places()
  const told = JSON.stringify({ answers, places })
  const ends = playsOf(model, acts)
  const fitting = ends.find((end) => JSON.stringify({ answers: end.answers, places: end.model.place }) === told)
  if (fitting === undefined)
    expect({ answers, places }, JSON.stringify(acts)).toEqual({
      answers: ends[0]?.answers,
      places: ends[0]?.model.place,
    })
  return fitting?.model ?? model
}

interface Played {
  readonly model: Model
  readonly answers: readonly string[]
}

function playsOf(before: Model, acts: readonly Act[]): Played[] {
  const [first, second] = acts
  if (first === undefined) return [{ model: before, answers: [] }]
  if (second === undefined) return [playOne(before, first)]
  return meanwhile.flatMap((how) => [playTwo(before, first, second, how), swapped(playTwo(before, second, first, how))])
}

/** How far the later one was when the earlier one came: opening is to look, to bring what the dongle gave away, and to ask. */
const meanwhile = ['nothing-done', 'looked', 'brought'] as const

function playOne(before: Model, act: Act): Played {
  const { model, answer } = step(before, act)
  return { model, answers: [answer] }
}

function playTwo(before: Model, earlier: Act, later: Act, how: (typeof meanwhile)[number]): Played {
  const isBrought = how === 'brought' && opens(later) && !before.blocked
  const one = step(isBrought ? credit(before) : before, earlier)
  const two = step(one.model, later, how === 'nothing-done' ? undefined : before)
  return { model: two.model, answers: [one.answer, two.answer] }
}

const swapped = ({ model, answers }: Played): Played => ({ model, answers: answers.toReversed() })

test('[Q91] whatever two clients, a stranger and support do to one dongle, the cloud answers as one page says', async () => {
  const { sequences, lanes, seed } = modelConfig
  const inLane = (lane: number) => Math.ceil((sequences - lane) / lanes)
  await Promise.all(Array.from({ length: lanes }, (_, lane) => follows(seed + lane, inLane(lane))))
  expect(await ledgerFaults()).toEqual([])
}, 7_200_000)

/** Lanes go side by side, each on dongles of its own: one alone mostly waits for the database. */
async function follows(seed: number, sequences: number): Promise<void> {
  const nextStage = stagesIn(world, `L${seed}`)
  await fc.assert(
    fc.asyncProperty(sequence, async (acts) => {
      const real = makeReal(await nextStage(), support)
      let model: Model = newModel
      for (const each of acts) model = await follow(model, real, each)
    }),
    { seed, numRuns: sequences, endOnFailure: sequences > 100 },
  )
}

/** Of the whole ledger, page by page. */
async function ledgerFaults(): Promise<unknown[]> {
  const faults: unknown[] = []
  let after: string | undefined
  do {
    const page = await verifyLedger(world.cloud.deps, { after, limit: 1000 })
    faults.push(...page.faults)
    after = page.next ?? undefined
  } while (after !== undefined)
  return faults
}
