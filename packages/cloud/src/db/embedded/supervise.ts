import { setTimeout as delay } from 'node:timers/promises'
import { errorText } from '@undongle/core/node/folder'
import type { Logger } from 'pino'
import type { Postmaster } from './postmaster.ts'
import { isAlive } from './process.ts'

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>

/** Keeps one server running until it is told to stop. */
export interface Supervision {
  readonly pid: number
  /** Ends the supervision, then the server. */
  stop(): Promise<void>
}

interface Supervised {
  readonly restart: () => Promise<Postmaster>
  /** Somebody else told it to stop. */
  readonly isStopping: () => Promise<boolean>
  readonly end: (pid: number) => Promise<void>
  readonly log: Log
}

/**
 * Starts the server again when it dies, or when it was stopped and does not come to its end; PostgreSQL itself replaces its own children. It never gives up: a full disk gets
 * room again, and until then every request is answered with an error that says so.
 */
export function supervise(first: Postmaster, { restart, isStopping, end, log }: Supervised): Supervision {
  const stopping = new AbortController()
  let pid = first.pid
  const watching = watch().catch((error: unknown) => {
    if (!stopping.signal.aborted)
      log.error({ error: errorText(error) }, 'the embedded database is no longer supervised')
  })

  async function watch(): Promise<void> {
    let failures = 0
    while (!stopping.signal.aborted) {
      await pause(watchMs)
      if ((await isAlive(pid)) && !(await isStopping())) continue
      log.warn({ pid }, 'the embedded database died or was stopped; starting it again')
      try {
        pid = (await restart()).pid
        failures = 0
      } catch (error) {
        failures += 1
        log.error({ error: errorText(error), failures }, 'the embedded database does not start')
        await pause(Math.min(watchMs * 2 ** failures, longestPauseMs))
      }
    }
  }

  /** Does not keep the process alive by itself, and ends at once when we stop. */
  function pause(ms: number): Promise<void> {
    return delay(ms, undefined, { ref: false, signal: stopping.signal })
  }

  return {
    get pid() {
      return pid
    },
    async stop() {
      stopping.abort()
      await watching
      await end(pid)
    },
  }
}

const watchMs = 100
const longestPauseMs = 10_000
