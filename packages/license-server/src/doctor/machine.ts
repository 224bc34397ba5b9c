import { statfsSync } from 'node:fs'
import { release } from 'node:os'
import { readLogTail } from '@undongle/core/node/rotating-file'
import { licenseServerVersion } from '../version.ts'

/** What the doctor reads of the machine itself. */
export interface Machine {
  /** What this process may still write in its data folder. @throws where the system does not say */
  freeBytes(): number
  /** The end of this program's log, also where it has just begun a new file. */
  logTail(): string
  program(): { version: string; runtime: string; system: string; runningSeconds: number }
}

const tailBytes = 64 * 1024

export const thisMachine = (dataDir: string, logFile: string): Machine => ({
  freeBytes() {
    const { bavail, bsize } = statfsSync(dataDir)
    return bavail * bsize
  },
  logTail: () => readLogTail(logFile, tailBytes),
  program: () => ({
    version: licenseServerVersion,
    runtime: `Node ${process.version}`,
    system: `${process.platform} ${process.arch} ${release()}`,
    runningSeconds: Math.floor(process.uptime()),
  }),
})
