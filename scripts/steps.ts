import { spawnSync } from 'node:child_process'
import path from 'node:path'
import type { Step } from './test/tally.ts'

const tsc = path.join('node_modules', 'typescript7', 'bin', 'tsc')
const vitest = path.join('node_modules', 'vitest', 'vitest.mjs')

/** What looks at the code without running it. Each is a Node program of the checkout, so Windows needs no shell. */
export function checkCode(): Step[] {
  return [
    runNode('types', [tsc, '-p', 'tsconfig.json']),
    runNode('types of the pages', [tsc, '-p', path.join('packages', 'web', 'tsconfig.json')]),
    runNode('lint and format', [
      path.join('node_modules', '@biomejs', 'biome', 'bin', 'biome'),
      'check',
      '--error-on-warnings',
    ]),
    runNode('dead code', [path.join('node_modules', 'knip', 'bin', 'knip.js'), '--no-progress']),
  ]
}

export function runVitest(name: string, args: readonly string[]): Step {
  return runNode(name, [vitest, 'run', ...args])
}

/** Another script of this folder, in a process of its own. */
export function runScript(name: string, script: string): Step {
  return runNode(name, [path.join('scripts', 'run.mjs'), script])
}

/** The last word on a run of steps: a line for each that failed. */
export function tellFailures(steps: readonly Step[]): void {
  for (const step of steps) if (!step.passed) console.error(`Failed: ${step.name}`)
}

function runNode(name: string, args: readonly string[]): Step {
  console.log(`\n— ${name}`)
  return { name, passed: spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0 }
}
