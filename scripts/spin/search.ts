import path from 'node:path'
import { type Run, verifiers } from '../../spec/runs/run.ts'
import { runProgram } from './program.ts'

/** What a search said. `broken` is a rule's name; `unfinished`: it met a limit before everything was seen. */
export type Found = { readonly states: number } & (
  | { readonly result: 'nothing' }
  | { readonly result: 'broken'; readonly rule: string }
  | { readonly result: 'unfinished'; readonly because: string }
)

/** How deep a search may go, and how large its table is: 2^20 slots, or 2^25. A fuller table is only slower, never wrong. */
const room = {
  small: ['-m1000000', '-w20'],
  full: ['-m20000000', '-w25'],
} as const satisfies Record<Run['size'], readonly string[]>

export async function search(run: Run, verifier: string): Promise<Found> {
  const args = [...verifiers[run.verifier].pan, ...room[run.size], '-n']
  const { output } = await runProgram(verifier, args, path.dirname(verifier), run.with)
  return parseReport(output)
}

/** Reads the verifier's report. Only "errors: 0" of a search that met no limit means that there is none. */
export function parseReport(report: string): Found {
  const states = Number(/([0-9]+) states, stored/.exec(report)?.[1] ?? 0)
  const rule = /assertion violated.*!\s*"([^"]+)"/.exec(report)?.[1]
  if (rule !== undefined) return { states, result: 'broken', rule }
  if (/: (acceptance|non-progress) cycle/.test(report)) return { states, result: 'broken', rule: 'it ends' }
  const limit = /max search depth too small|out of memory|: invalid end state|Search not completed/.exec(report)?.[0]
  if (limit !== undefined) return { states, result: 'unfinished', because: limit }
  if (/errors: 0$/m.test(report)) return { states, result: 'nothing' }
  return { states, result: 'unfinished', because: lastLineOf(report) }
}

function lastLineOf(report: string): string {
  return report.trim().split('\n').at(-1)?.trim() || 'no report'
}
