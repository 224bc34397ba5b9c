import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { errorCode } from '@undongle/core/node/folder'

/** Whether a process still runs. A zombie does not: where nobody reaps orphans it would stay "alive" for ever. */
export async function isAlive(pid: number): Promise<boolean> {
  if (process.platform === 'linux') return (await linuxProcess(pid)) !== undefined
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/** After a power cut a pid file may name a process that has nothing to do with PostgreSQL. */
export async function isPostgres(pid: number): Promise<boolean> {
  if (process.platform === 'linux') return (await linuxProcess(pid)) === 'postgres'
  const [program, ...args] =
    process.platform === 'win32'
      ? ['tasklist', '/FO', 'CSV', '/NH', '/FI', `PID eq ${pid}`]
      : ['ps', '-o', 'comm=', '-p', `${pid}`]
  return new Promise((resolve) => {
    execFile(program ?? 'ps', args, (_error, printed) => resolve(printed.includes('postgres')))
  })
}

/** @returns whether it ended within the time */
export async function waitForEnd(pid: number, timeoutMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += pollMs) {
    if (!(await isAlive(pid))) return true
    await delay(pollMs)
  }
  return false
}

export const pollMs = 20

/** @returns the program's name, from `/proc`, which needs no `ps` */
async function linuxProcess(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const [, name, state] = /^\d+ \((.*)\) (\S)/s.exec(stat) ?? []
  return state === 'Z' ? undefined : name
}
