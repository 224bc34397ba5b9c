import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { clusterFolder } from './cluster.ts'
import { owner } from './endpoint.ts'

/** What a server writes about itself while it runs, and leaves behind when it is killed. */
export interface PidFile {
  readonly pid: number
  readonly ready: boolean
  /** It was told to end, and takes no connections any more. */
  readonly stopping: boolean
  readonly address: { readonly host: string; readonly port: number; readonly user: string }
}

export const pidFile = (place: string): string => join(clusterFolder(place), 'postmaster.pid')

/** The lines of postmaster.pid: pid, data folder, start time, port, socket folder, listen address, shared memory, status. */
export async function readPidFile(place: string): Promise<PidFile | undefined> {
  const lines = (await readFile(pidFile(place), 'utf8').catch(() => '')).split('\n').map((line) => line.trim())
  const [pid, , , port, socketFolder, listenAddress, , status] = lines
  if (!pid || !Number.isInteger(Number(pid))) return undefined
  const host = socketFolder || listenAddress || ''
  return {
    pid: Number(pid),
    ready: status === 'ready',
    stopping: status === 'stopping',
    address: { host, port: Number(port), user: owner },
  }
}
