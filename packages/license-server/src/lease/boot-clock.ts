import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { type ClockReading, unknownBoot } from '@undongle/core/lease/clock'
import { secondMs } from '@undongle/core/time'

/** What the clocks of this machine say now. */
export type ReadClocks = () => ClockReading

/** The machine's own way to tell one boot from the next; each throws where it does not apply. */
export interface BootSources {
  readonly platform: NodeJS.Platform
  readText(path: string): string
  run(program: string, args: readonly string[]): string
}

/**
 * Reads this machine's clocks. The name of the boot is looked up once: it can't change while the process lives. `os.uptime` counts
 * suspend on Linux (CLOCK_BOOTTIME) and Windows (GetTickCount64).
 */
export function machineClocks(now: () => Date, sources: BootSources = thisMachine): ReadClocks {
  const bootId = findBootId(sources)
  return () => ({ wallMs: now().getTime(), bootId, bootMs: Math.floor(uptime() * secondMs) })
}

/** @returns a name that differs from boot to boot, or `unknownBoot`: then only an uptime that went back tells */
export function findBootId(sources: BootSources): string {
  try {
    return readBootId(sources) ?? unknownBoot
  } catch {
    return unknownBoot
  }
}

function readBootId({ platform, readText, run }: BootSources): string | undefined {
  switch (platform) {
    case 'linux':
      return nonEmpty(readText('/proc/sys/kernel/random/boot_id'))
    case 'darwin':
      return nonEmpty(run('sysctl', ['-n', 'kern.bootsessionuuid']))
    case 'win32':
      return /\bBootId\s+REG_DWORD\s+(0x[0-9a-f]+)/i.exec(run('reg', ['query', windowsBootKey, '/v', 'BootId']))?.[1]
    default:
      return undefined
  }
}

/** Windows counts its boots here, for its prefetcher. */
const windowsBootKey =
  'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters'

const nonEmpty = (text: string): string | undefined => text.trim() || undefined

const lookUpTimeoutMs = 2000

const thisMachine: BootSources = {
  platform: process.platform,
  readText: (path) => readFileSync(path, 'utf8'),
  run: (program, args) =>
    execFileSync(program, [...args], {
      encoding: 'utf8',
      timeout: lookUpTimeoutMs,
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    }),
}
