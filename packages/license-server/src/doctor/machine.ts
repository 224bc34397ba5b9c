import { closeSync, fstatSync, openSync, readSync, statfsSync } from 'node:fs'
import { release } from 'node:os'
import { licenseServerVersion } from '../version.ts'

/** What the doctor reads of the machine itself. */
export interface Machine {
  /** What this process may still write in its data folder. @throws where the system does not say */
  freeBytes(): number
  /** The end of this program's log. */
  logTail(): string
  program(): { version: string; runtime: string; system: string; runningSeconds: number }
}

const tailBytes = 64 * 1024

export const thisMachine = (dataDir: string, logFile: string): Machine => ({
  freeBytes() {
    const { bavail, bsize } = statfsSync(dataDir)
    return bavail * bsize
  },
  logTail: () => tailOf(logFile),
  program: () => ({
    version: licenseServerVersion,
    runtime: `Node ${process.version}`,
    system: `${process.platform} ${process.arch} ${release()}`,
    runningSeconds: Math.floor(process.uptime()),
  }),
})

/** The last lines of a file of any length; nothing when it cannot be read. */
function tailOf(file: string): string {
  try {
    const handle = openSync(file, 'r')
    try {
      const { size } = fstatSync(handle)
      const bytes = Buffer.alloc(Math.min(size, tailBytes))
      readSync(handle, bytes, 0, bytes.length, size - bytes.length)
      return bytes.toString('utf8')
    } finally {
      closeSync(handle)
    }
  } catch {
    return ''
  }
}
