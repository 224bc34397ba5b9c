import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** What is done to one call: the process ends before the call is made, or the call fails as on a broken disk. */
export type Harm = 'kill' | 'EIO'

export interface Injection {
  readonly call: string
  /** The first is 1, counted from now. */
  readonly when: number
  readonly harm: Harm
}

export interface Trace {
  /** Lets the process go. @returns the calls it made, in order, and whether the harm was done */
  end(): Promise<{ calls: readonly string[]; isDone: boolean }>
}

const pollMs = 10
const attachTimeoutMs = 20_000
/** What makes bytes lasting, or takes them away. */
export const lastingCalls = [
  'fsync',
  'fdatasync',
  'pwrite64',
  'pwritev',
  'ftruncate',
  'rename',
  'renameat',
  'renameat2',
  'unlink',
]

/** Watches one thread of a running process from now on: the one that node runs its code and its synchronous calls in. */
export async function attach(pid: number, folder: string, injection?: Injection): Promise<Trace> {
  const output = path.join(folder, `strace-${pid}`)
  rmSync(output, { force: true })
  const child = spawn(
    'strace',
    ['-p', String(pid), '-o', output, '-e', `trace=${lastingCalls.join(',')}`, ...wordsFor(injection)],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await attached(child)
  return {
    async end() {
      child.kill('SIGINT') // detaches
      await ended
      const lines = readFileSync(output, 'utf8').split('\n')
      return {
        calls: lines.flatMap((line) => /^(\w+)\(/.exec(line)?.[1] ?? []),
        isDone: lines.some((line) => line.includes('(INJECTED)') || line.includes('killed by SIGKILL')),
      }
    },
  }
}

function wordsFor(injection: Injection | undefined): string[] {
  if (injection === undefined) return []
  const { call, when, harm } = injection
  return ['-e', `inject=${call}:${harm === 'kill' ? 'signal=KILL' : `error=${harm}`}:when=${when}`]
}

/** strace says so itself. */
async function attached(child: ChildProcess): Promise<void> {
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  for (let waitedMs = 0; !said.includes('attached'); waitedMs += pollMs) {
    if (child.exitCode !== null || waitedMs > attachTimeoutMs) throw new Error(`strace does not attach: ${said}`)
    await sleep(pollMs)
  }
}
