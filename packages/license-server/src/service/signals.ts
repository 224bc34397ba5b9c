import type { Supervisor } from './supervisor.ts'

/** A terminal, systemd, launchd: they ask by a signal, and hear by the end of the process and by what it printed. Ctrl+Break is of Windows. */
export function supervisedBySignals(): Supervisor {
  return {
    stopAsked: new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) process.once(signal, () => resolve())
    }),
    tellRunning: () => undefined,
    tellStopped: () => undefined,
    tellFailed: (why) => console.error(why),
  }
}
