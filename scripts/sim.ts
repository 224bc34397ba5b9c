import { parseArgs } from 'node:util'
import { coverBoundaries } from '../sim/boundary/cover.ts'
import { worldClasses } from '../sim/seed.ts'
import { simulate } from '../sim/simulate.ts'

// `npm run sim -- --seeds N [--seed FIRST] [--class a|b|grace] [--twice] [--first]`: the transfer protocol in worlds where everything goes wrong.
// `npm run sim -- --boundaries [--sample] [--pairs] [--triples N] [--write]`: every single I/O of a transfer goes wrong.
const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    class: { type: 'string' },
    twice: { type: 'boolean', default: false },
    first: { type: 'boolean', default: false },
    boundaries: { type: 'boolean', default: false },
    sample: { type: 'boolean', default: false },
    pairs: { type: 'boolean', default: false },
    triples: { type: 'string', default: '0' },
    write: { type: 'boolean', default: false },
  },
})
const usualSeeds = 1000
process.exitCode = (await (values.boundaries ? boundaries() : seeds())) ? 0 : 1

async function seeds(): Promise<boolean> {
  const worldClass = worldClasses.find((name) => name === values.class)
  if (values.class !== undefined && worldClass === undefined) throw new Error(`--class is ${worldClasses.join(', ')}`)
  const figures = await simulate({
    from: Number(values.seed ?? 1),
    count: Number(values.seeds ?? (values.seed === undefined ? usualSeeds : 1)),
    worldClass,
    twice: values.twice,
    first: values.first,
    tell: console.log,
  })
  console.log(JSON.stringify(figures))
  return figures.failures === 0 && figures.missed.length === 0
}

async function boundaries(): Promise<boolean> {
  const figures = await coverBoundaries({
    size: values.sample ? 'sample' : values.pairs ? 'pairs' : 'singles',
    triples: Number(values.triples),
    write: values.write,
    tell: console.log,
  })
  console.log(JSON.stringify(figures))
  return figures.failures === 0 && figures.unlisted.length === 0 && figures.gone.length === 0
}
