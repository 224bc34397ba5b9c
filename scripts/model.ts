import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { parseArgs } from 'node:util'

// `npm run model -- --sequences 10000 [--seed N]`: random sequences of what companies, a stranger and support do to a dongle, at the real
// cloud over HTTP, held against one page. A few of them are in npm test. The last line is one JSON line; a difference ends it with code 1.
const { values } = parseArgs({
  options: { sequences: { type: 'string', default: '1000' }, seed: { type: 'string', default: '20261122' } },
})
const [sequences, seed] = [Number(values.sequences), Number(values.seed)]
const vitest = path.join('node_modules', 'vitest', 'vitest.mjs')
const { status } = spawnSync(process.execPath, [vitest, 'run', 'test/model'], {
  stdio: 'inherit',
  env: { ...process.env, UNDONGLE_MODEL_SEQUENCES: String(sequences), UNDONGLE_MODEL_SEED: String(seed) },
})
console.log(JSON.stringify({ sequences, seed, passed: status === 0 }))
process.exitCode = status ?? 1
