import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Program {
  readonly name: string
  readonly program: string
  readonly dataDir: string
  readonly env: Readonly<Record<string, string>>
  /** What answers once it is up. */
  readonly address: string
  readonly probe: string
}

/** A process that is started again whenever it ends, as a service manager does: whoever kills it need not care. */
export interface KeptProcess extends Program {
  readonly pid: number | undefined
  /** What it said each time it had answered and then ended without being killed or asked to: no fault of others may bring that about. */
  readonly ends: readonly string[]
  /** Resolves when it answers. @throws when it does not within the time */
  up(timeoutMs?: number): Promise<void>
  stop(): Promise<void>
}

const restartMs = 50
const upTimeoutMs = 120_000
const stopTimeoutMs = 60_000
const lastWordsSize = 2000

export function keepRunning(program: Program): KeptProcess {
  mkdirSync(program.dataDir, { recursive: true })
  const printed = `${program.dataDir}.printed` // beside the small disk: there is always room
  const ends: string[] = []
  let stopping = false
  let hasAnswered = false
  let child = launch()
  let ended = watch()

  function launch(): ChildProcess {
    hasAnswered = false
    const output = openSync(printed, 'a')
    const launched = spawn(process.execPath, [program.program], {
      env: { ...process.env, ...program.env, UNDONGLE_DATA_DIR: program.dataDir },
      stdio: ['ignore', output, output],
      detached: true, // a group of its own, so that a power cut takes its drivers' processes too
    })
    closeSync(output)
    return launched
  }

  async function watch(): Promise<void> {
    for (;;) {
      const signal = await new Promise<NodeJS.Signals | null>((resolve) =>
        child.once('exit', (_, killedBy) => resolve(killedBy)),
      )
      if (stopping) return
      if (hasAnswered && signal === null) ends.push(lastWords(printed))
      await sleep(restartMs)
      child = launch()
    }
  }

  return {
    ...program,
    ends,
    get pid() {
      return child.exitCode === null && child.signalCode === null ? child.pid : undefined
    },
    async up(timeoutMs = upTimeoutMs) {
      const deadline = Date.now() + timeoutMs
      while (!(await answers(program))) {
        if (Date.now() > deadline) throw new Error(`${program.name} does not answer: ${lastWords(printed)}`)
        await sleep(restartMs)
      }
      hasAnswered = true
    },
    async stop() {
      stopping = true
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
      await ended
      clearTimeout(timer)
      ended = Promise.resolve()
    },
  }
}

function lastWords(file: string): string {
  return readFileSync(file, 'utf8').slice(-lastWordsSize)
}

function answers({ address, probe }: Program): Promise<boolean> {
  return fetch(`${address}${probe}`, { signal: AbortSignal.timeout(restartMs * 100) }).then(
    (response) => response.ok,
    () => false,
  )
}

/** The processes that this one started and that run now. */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    const [, pid, state, ppid] = /^(\d+) \(.*\) (\S) (\d+)/s.exec(statOf(name)) ?? []
    return Number(ppid) === parent && state !== 'Z' ? [Number(pid)] : []
  })
}

function statOf(name: string): string {
  if (!/^\d+$/.test(name)) return ''
  try {
    return readFileSync(`/proc/${name}/stat`, 'utf8')
  } catch {
    return '' // it ended meanwhile
  }
}

/** @returns whether there was somebody to signal */
export function signal(pid: number | undefined, name: NodeJS.Signals): boolean {
  if (pid === undefined || pid === 0) return false
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}
