import { parseArgs } from 'node:util'
import { hunt } from '../test/tokens/hunt.ts'
import { makeKinds } from '../test/tokens/kinds.ts'
import { bendNotes } from '../test/tokens/notes.ts'

// `npm run tokens -- --size 1000000 [--seed N] [--only lease]`: so many malformed documents of each signed type.
const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '5' },
    only: { type: 'string' },
  },
})
const options = { size: Number(values.size), seed: Number(values.seed) }
const isMeant = (name: string) => values.only === undefined || values.only === name
const kinds = await makeKinds()
for (const kind of kinds) {
  if (isMeant(kind.purpose)) console.log(JSON.stringify(await hunt(kind, kinds, options)))
}
for (const name of ['checkpoint', 'dongle state', 'attestation'] as const) {
  if (isMeant(name)) console.log(JSON.stringify({ purpose: name, opened: bendNotes(name, options), accepted: 0 }))
}
