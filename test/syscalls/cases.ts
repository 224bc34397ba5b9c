import type { Harm, Injection } from './strace.ts'
import type { Bench, Target } from './transfer.ts'

export interface Case extends Injection {
  readonly target: Target
}

export interface SyscallFigures {
  /** Lasting calls of one transfer: of the License Server, of the file driver and of the PKCS#11 driver. */
  readonly calls: number
  /** Harms that were done. */
  readonly faults: number
  readonly converged: number
  /** Whatever did not come to its end, or is not in order at the end. */
  readonly violations: readonly string[]
}

const targets = ['server', 'file', 'pkcs11'] as const satisfies readonly Target[]
const harms = ['kill', 'EIO'] as const satisfies readonly Harm[]

/** Harms one call after the other, each in a transfer of its own: all that one transfer makes, or a sample of each kind. */
export async function harmCalls(
  bench: Bench,
  choose: (cases: readonly Case[]) => readonly Case[],
  say: (line: string) => void,
): Promise<SyscallFigures> {
  const cases = await countCases(bench)
  const failures: string[] = []
  let [faults, converged] = [0, 0]
  for (const each of choose(cases)) {
    try {
      const { isDone } = await bench.transfer(each.target, each)
      if (isDone) faults++
      if (isDone) converged++
      say(`${nameOf(each)}: ${isDone ? 'came to its end' : 'this transfer made fewer calls'}`)
    } catch (error) {
      faults++
      failures.push(`${nameOf(each)}: ${error}`)
      say(`VIOLATION: ${nameOf(each)}: ${error}`)
    }
  }
  return {
    calls: cases.length / harms.length,
    faults,
    converged,
    violations: [...failures, ...(await bench.close())],
  }
}

/** The first, the last and some between of each kind of call. */
export function sampleOf(cases: readonly Case[]): Case[] {
  const kinds = new Map<string, Case[]>()
  for (const each of cases) {
    const kind = `${each.target} ${each.call} ${each.harm}`
    kinds.set(kind, [...(kinds.get(kind) ?? []), each])
  }
  return [...kinds.values()].flatMap((kind) => evenly(kind, kind.length >= 10 ? 3 : kind.length >= 4 ? 2 : 1))
}

function evenly<Item>(items: readonly Item[], count: number): Item[] {
  const step = count === 1 ? 0 : (items.length - 1) / (count - 1)
  return Array.from({ length: count }, (_, index) => items[Math.round(index * step)]).filter(
    (item) => item !== undefined,
  )
}

/** Every lasting call that one transfer makes, in each process, with each harm: counted on a transfer that goes well. */
async function countCases({ transfer }: Pick<Bench, 'transfer'>): Promise<Case[]> {
  const cases: Case[] = []
  for (const target of targets) {
    const { calls } = await transfer(target)
    for (const call of new Set(calls)) {
      const count = calls.filter((each) => each === call).length
      for (let when = 1; when <= count; when++) for (const harm of harms) cases.push({ target, call, when, harm })
    }
  }
  return cases
}

const nameOf = ({ target, call, when, harm }: Case) => `${harm} at ${call} ${when} of ${target}`
