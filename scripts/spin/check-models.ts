import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import type { Run, VerifierName } from '../../spec/runs/run.ts'
import { countFigures, type Figures, judge } from './judge.ts'
import { makePool } from './pool.ts'
import { type Found, search } from './search.ts'
import { buildVerifier } from './verifier.ts'

/**
 * Searches the models as the table of runs says, as many at a time as the machine has cores.
 *
 * @param specFolder where the models are
 * @param tell gets a line for each run that ended, and for each that is not as the table says
 */
export async function checkModels(
  runs: readonly Run[],
  specFolder: string,
  tell: (line: string) => void,
): Promise<Figures> {
  const workFolder = await mkdtemp(path.join(tmpdir(), 'undongle-spin-'))
  const inLane = makePool(availableParallelism())
  try {
    const groups = await Promise.all([...groupByVerifier(runs)].map(([name, group]) => checkGroup(name, group)))
    return countFigures(groups.flat())
  } finally {
    await rm(workFolder, { recursive: true, force: true })
  }

  async function checkGroup(name: VerifierName, group: readonly Run[]) {
    const isLong = group.some((run) => run.size === 'full')
    const verifier = await inLane(() => buildVerifier(name, specFolder, workFolder, isLong))
    return Promise.all(group.map((run) => inLane(() => checkRun(run, verifier))))
  }

  async function checkRun(run: Run, verifier: string) {
    const found = await search(run, verifier)
    const wrong = judge(run, found)
    tell(`${wrong === null ? 'ok ' : 'BAD'} ${run.name}: ${wrong ?? say(found)}`)
    return { run, found }
  }
}

function groupByVerifier(runs: readonly Run[]): Map<VerifierName, Run[]> {
  const groups = new Map<VerifierName, Run[]>()
  for (const run of runs) groups.set(run.verifier, [...(groups.get(run.verifier) ?? []), run])
  return groups
}

function say(found: Found): string {
  const states = `${found.states.toLocaleString('en')} states`
  return found.result === 'broken' ? `"${found.rule}" after ${states}` : states
}
