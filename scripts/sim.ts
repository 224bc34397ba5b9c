import { parseArgs } from 'node:util'
import { worldClasses } from '../sim/seed.ts'
import { simulate } from '../sim/simulate.ts'

// `npm run sim -- --seeds N [--seed S] [--class a|b|grace]`: the transfer protocol in worlds where everything goes wrong.
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    class: { type: 'string' },
  },
})
const worldClass = worldClasses.find((name) => name === values.class)
if (values.class !== undefined && worldClass === undefined) throw new Error(`--class is ${worldClasses.join(', ')}`)
const one = values.seed === undefined ? undefined : Number(values.seed)
const figures = await simulate({
  from: one ?? 1,
  count: one === undefined ? Number(values.seeds) : 1,
  worldClass,
  tell: console.log,
})
console.log(JSON.stringify(figures))
process.exitCode = figures.failures === 0 && figures.missed.length === 0 ? 0 : 1
