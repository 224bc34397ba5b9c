import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { runSoak } from '../test/soak/soak.ts'
import { harmCalls } from '../test/syscalls/cases.ts'
import { openBench } from '../test/syscalls/transfer.ts'
import { buildStale, systemTargets } from './build/build.ts'

// `npm run soak -- --minutes M [--seed S]`: the real parts under kill -9, stopped databases, full disks and pulled dongles, and a
// checker that knows nothing of their code. `npm run soak -- --strace`: a kill and a failure at every lasting system call of a
// transfer. The last line is one JSON line; a violation ends it with exit code 1.

const root = path.dirname(import.meta.dirname)
/** In a mount namespace of its own any user of Linux may have small disks, and they end with it. */
const ownMounts = ['--user', '--map-root-user', '--mount']
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    strace: { type: 'boolean', default: false },
    'own-mounts': { type: 'boolean', default: false },
  },
})

if (values.strace) await harmEveryCall()
else if (!values['own-mounts'] && spawnSync('unshare', [...ownMounts, 'true']).status === 0) enterOwnMounts()
else await soak()

function enterOwnMounts(): void {
  const again = [path.join(root, 'scripts/run.mjs'), 'soak', ...process.argv.slice(2), '--own-mounts']
  const { status } = spawnSync('unshare', [...ownMounts, process.execPath, ...again], { stdio: 'inherit' })
  process.exitCode = status ?? 1
}

async function soak(): Promise<void> {
  await buildStale(root, systemTargets)
  let stopped = false
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => {
      stopped = true
    })
  const [minutes, seed, smallDisks] = [Number(values.minutes), Number(values.seed), values['own-mounts']]
  const { violations, ...figures } = await runSoak({
    minutes,
    seed,
    smallDisks,
    say: console.log,
    isStopped: () => stopped,
  })
  const { kills, transfers, ...more } = figures
  console.log(`seed ${seed}: ${JSON.stringify(more)}`)
  console.log(JSON.stringify({ kills, transfers, violations: violations.length }))
  process.exitCode = violations.length === 0 ? 0 : 1
}

async function harmEveryCall(): Promise<void> {
  await buildStale(root, systemTargets)
  const { violations, ...figures } = await harmCalls(await openBench(console.log), (cases) => cases, console.log)
  console.log(JSON.stringify({ ...figures, violations: violations.length }))
  process.exitCode = violations.length === 0 ? 0 : 1
}
