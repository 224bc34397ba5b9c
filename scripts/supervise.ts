import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Addresses, addressesFile, readAddresses } from '@undongle/core/node/addresses'

/** A process of the system, as `npm start` runs it. */
export interface Part {
  readonly name: string
  /** The built JavaScript file. */
  readonly program: string
  readonly dataDir: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** How long it may take until it answers, for tests; usually four minutes. */
  readonly readyMs?: number
}

export interface RunningPart {
  readonly name: string
  readonly pid: number
  /** Resolves once the part answers, to where; rejects when it ends before that. */
  readonly ready: Promise<Addresses>
  /** Resolves when the process has ended, however it ended. */
  readonly ended: Promise<Ending>
  stop(): Promise<void>
  /** kill -9: what a power cut is to a process. */
  crash(): Promise<void>
}

export interface Ending {
  readonly name: string
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A part ended before it could be reached. It has said why on its own error output. */
export class PartEnded extends Error {
  override readonly name = 'PartEnded'
  constructor(ending: Ending) {
    super(`${ending.name} ended before it was ready (${wordsFor(ending)}). Its reason stands above.`)
  }
}

const readyPollMs = 25
/** The first start makes a database: 14 s where twelve processes want two cores, and ten times that where the disk is as busy. */
const readyTimeoutMs = 240_000
/** A clean stop of the embedded database takes a second or two; what takes longer than this hangs. */
const stopTimeoutMs = 20_000

/** Starts a part. It is ready when it has written its addresses anew: from then on it answers. */
export function startPart(part: Part): RunningPart {
  mkdirSync(part.dataDir, { recursive: true })
  const before = writtenAt(part.dataDir)
  const child = launch(part)
  const ended = new Promise<Ending>((resolve) => {
    child.once('error', () => resolve({ name: part.name, code: 127, signal: null }))
    child.once('exit', (code, signal) => resolve({ name: part.name, code, signal }))
  })
  const ready = waitUntilReady(part, before, ended)
  ready.catch(() => {}) // whoever stops a part early does not wait for it any more
  return {
    name: part.name,
    pid: child.pid ?? 0,
    ready,
    ended,
    stop: () => stop(child, ended),
    crash: () => crash(child, ended),
  }
}

export function wordsFor(ending: Ending): string {
  return ending.signal === null ? `exit code ${ending.code}` : `stopped by ${ending.signal}`
}

/** Short-lived objects in 1 MB instead of 16: some 5 MB less resident for each part, and no measurable time. */
const smallYoungHeap = '--max-semi-space-size=1'

function launch(part: Part): ChildProcess {
  return spawn(process.execPath, [smallYoungHeap, part.program], {
    env: { ...part.env, UNDONGLE_DATA_DIR: part.dataDir },
    stdio: ['ignore', 'inherit', 'inherit'],
    // A group of its own: Ctrl+C reaches only this process, which then stops the parts in their order.
    detached: process.platform !== 'win32',
  })
}

/** The file of an earlier run may still be there: only one written after the start counts. */
async function waitUntilReady(part: Part, before: bigint, ended: Promise<Ending>): Promise<Addresses> {
  const { readyMs = readyTimeoutMs } = part
  const until = Date.now() + readyMs
  while (Date.now() < until) {
    if (writtenAt(part.dataDir) !== before) return readAddresses(part.dataDir)
    const ending = await Promise.race([ended, sleep(readyPollMs, undefined)])
    if (ending !== undefined) throw new PartEnded(ending)
  }
  throw new Error(`${part.name} was not ready within ${readyMs / 1000} s. ${lastWordsIn(part.dataDir)}`)
}

/** Where it stands still: the end of each log, its own and its database's. */
function lastWordsIn(dataDir: string): string {
  const logs = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.log'))
  const words = logs.map(
    (name) => `${name}: ${readFileSync(path.join(dataDir, name), 'utf8').trim().split('\n').at(-1)}`,
  )
  return words.length === 0 ? 'It has logged nothing.' : words.join('\n')
}

async function stop(child: ChildProcess, ended: Promise<Ending>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
  await ended
  clearTimeout(timer)
}

async function crash(child: ChildProcess, ended: Promise<Ending>): Promise<void> {
  child.kill('SIGKILL')
  await ended
}

function writtenAt(dataDir: string): bigint {
  return statSync(addressesFile(dataDir), { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? 0n
}
