import { spawn } from 'node:child_process'
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { errorCode } from '@undongle/core/node/folder'
import type { PoolConfig } from 'pg'
import { commandAs, type ServerAccount } from './account.ts'
import type { Binaries } from './binaries.ts'
import { clusterFolder } from './cluster.ts'
import type { Endpoint } from './endpoint.ts'
import { type PidFile, pidFile, readPidFile } from './pid-file.ts'
import { isAlive, isPostgres, pollMs, waitForEnd } from './process.ts'
import { failure, programError, runProgram } from './program.ts'

/** A server that takes connections. */
export interface Postmaster {
  readonly pid: number
  readonly adopted: boolean
  readonly connection: PoolConfig
}

/** Everything a start needs to know; the same at every restart. */
export interface Launch {
  readonly place: string
  readonly account: ServerAccount
  readonly binaries: Binaries
  readonly endpoint: Endpoint
  readonly settings: Readonly<Record<string, string>>
  /** How long a server may take to stop by itself. */
  readonly stopMs: number
}

/** Takes over the server that already runs on these files, as after a kill -9 of our own process, or starts one. */
export async function adoptOrStart(launch: Launch): Promise<Postmaster> {
  return (await adopt(launch)) ?? (await start(launch))
}

/** PostgreSQL's fast shutdown: open transactions are rolled back, everything confirmed is on disk. */
export async function stopPostmaster(launch: Launch, pid: number): Promise<void> {
  if (process.platform === 'win32') return stopByProgram(launch, 'fast')
  signal(pid, 'SIGINT')
  if (await waitForEnd(pid, launch.stopMs)) return
  await endPostmaster(launch, pid)
}

/**
 * For a server that does not come to the end of its stop: a disk that hangs the last checkpoint, or a stop in the middle of a
 * recovery. The write-ahead log has everything confirmed, and the next start replays it.
 */
async function endPostmaster(launch: Launch, pid: number): Promise<void> {
  if (process.platform === 'win32') return stopByProgram(launch, 'immediate')
  signal(pid, 'SIGQUIT')
  await waitForEnd(pid, stopTimeoutMs)
}

async function stopByProgram({ account, binaries, place }: Launch, mode: 'fast' | 'immediate'): Promise<void> {
  await runProgram(account, join(binaries.folder, 'pg_ctl'), ['stop', '-m', mode, '-D', clusterFolder(place)])
}

const startTimeoutMs = 60_000
export const stopTimeoutMs = 30_000
const logLimitBytes = 16 * 1024 * 1024

async function adopt(launch: Launch): Promise<Postmaster | undefined> {
  const { place, endpoint, stopMs } = launch
  for (let waitedMs = 0; waitedMs < startTimeoutMs; waitedMs += pollMs) {
    const found = await readPidFile(place)
    if (!found || !(await isAlive(found.pid))) return undefined
    if (!(await isPostgres(found.pid))) {
      await rm(pidFile(place))
      return undefined
    }
    if (found.ready) return { pid: found.pid, adopted: true, connection: { ...endpoint.connection, ...found.address } }
    if (found.stopping && waitedMs >= stopMs) await endPostmaster(launch, found.pid)
    await delay(pollMs)
  }
  throw failure(`A server in ${place} neither becomes ready nor stops.`, '')
}

async function start(launch: Launch): Promise<Postmaster> {
  await writeSettings(launch)
  const logFile = join(launch.place, 'server.log')
  await rotateLog(logFile)
  const log = await open(logFile, 'a')
  const logStart = (await log.stat()).size
  try {
    const running = await launchServer(launch, logFile, log.fd)
    const ready = await waitUntilReady(launch.place, running)
    if (ready) return { pid: ready.pid, adopted: false, connection: launch.endpoint.connection }
  } finally {
    await log.close()
  }
  const printed = (await readFile(logFile)).subarray(logStart).toString()
  throw failure(`See ${logFile}:`, printed)
}

/** The whole configuration, written anew at every start; who wants to tune uses a PostgreSQL of their own. */
async function writeSettings({ place, endpoint, settings }: Launch): Promise<void> {
  const lines = Object.entries({ ...fixedSettings, ...settings, ...endpoint.settings }).map(
    ([name, value]) => `${name} = '${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'\n`,
  )
  await writeFile(join(clusterFolder(place), 'postgresql.conf'), lines.join(''))
}

const fixedSettings = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  shared_buffers: '32MB',
  max_connections: '60',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
}

async function rotateLog(file: string): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  )
  if (size > logLimitBytes) await rename(file, `${file}.1`)
}

/**
 * Starts the server apart from us: a Ctrl-C in our terminal is ours to pass on, and our death by kill -9 is not its death.
 *
 * @returns whether the start is still under way
 */
async function launchServer(launch: Launch, logFile: string, log: number): Promise<() => Promise<boolean>> {
  const { account, binaries, place } = launch
  if (process.platform === 'win32') {
    // pg_ctl gives up administrator rights, with which postgres refuses to run, and waits until it is ready.
    await runProgram(account, join(binaries.folder, 'pg_ctl'), [
      'start',
      '-w',
      '-D',
      clusterFolder(place),
      '-l',
      logFile,
    ])
    return async () => true
  }
  const program = join(binaries.folder, 'postgres')
  const command = commandAs(account, program, ['-D', clusterFolder(place)])
  const options = { detached: true, cwd: '/', stdio: ['ignore', log, log] as const, ...command.identity }
  const child = spawn(command.file, command.args, { ...options, stdio: ['ignore', log, log] })
  const pid = await new Promise<number>((resolve, reject) => {
    child.on('error', (error) => reject(programError(error, program)))
    child.on('spawn', () => resolve(child.pid ?? 0))
  })
  child.unref()
  return () => isAlive(pid)
}

async function waitUntilReady(place: string, running: () => Promise<boolean>): Promise<PidFile | undefined> {
  for (let waitedMs = 0; waitedMs < startTimeoutMs; waitedMs += pollMs) {
    const found = await readPidFile(place)
    if (found?.ready && (await isAlive(found.pid))) return found
    if (!(await running())) return undefined
    await delay(pollMs)
  }
  return undefined
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error
  }
}
