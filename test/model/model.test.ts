import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyLedger } from '../../packages/cloud/src/ledger/verify/verify.ts'
import { operatorOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { modelConfig } from './config.ts'
import { type Act, lines, type Model, newModel, step } from './model.ts'
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
  minLength: 4,
  maxLength: 12,
})

/** One act is answered as the model says; two at once as if one of them had come first. */
async function follow(model: Model, real: Real, acts: readonly Act[]): Promise<Model> {
  const answers = await Promise.all(acts.map((each) => real.perform(each)))
  const [first, second] = acts
  const orders =
    second === undefined
      ? [[0]]
      : [
          [0, 1],
          [1, 0],
        ]
  const ends = orders.map((order) => play(model, acts, order))
  const fitting = ends.find((end) => JSON.stringify(end.answers) === JSON.stringify(answers))
  if (fitting === undefined) expect(answers, `${JSON.stringify({ first, second })}`).toEqual(ends[0]?.answers)
  return fitting?.model ?? model
}

function play(before: Model, acts: readonly Act[], order: readonly number[]): { model: Model; answers: string[] } {
  const answers: string[] = []
  let model = before
  for (const index of order) {
    const each = acts[index]
    if (each === undefined) continue
    const done = step(model, each)
    model = done.model
    answers[index] = done.answer
  }
  return { model, answers }
}

test('[Q91] whatever two clients, a stranger and support do to one dongle, the cloud answers as one page says', async () => {
  await fc.assert(
    fc.asyncProperty(sequence, async (acts) => {
      const real = await makeReal(world, support)
      let model: Model = newModel
      for (const each of acts) {
        model = await follow(model, real, each)
        expect(await real.places()).toEqual(model.place)
      }
    }),
    { seed: modelConfig.seed, numRuns: modelConfig.sequences, endOnFailure: modelConfig.sequences > 100 },
  )
  expect((await verifyLedger(world.cloud.deps, { after: undefined, limit: 1000 })).faults).toEqual([])
}, 7_200_000)
