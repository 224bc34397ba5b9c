import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { performance } from 'node:perf_hooks'
import type { ClockReading } from '@undongle/core/lease/clock'

/** Linux names each boot; elsewhere an uptime that went back tells a new one. */
export function bootClock(): () => Pick<ClockReading, 'bootId' | 'bootMs'> {
  const bootId = readBootId()
  // Uptime counts suspend; where it cannot be read, the life of this process is a lower bound for it.
  return () => ({ bootId, bootMs: readUptimeMs() ?? performance.now() })
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return 'unknown'
  }
}

function readUptimeMs(): number | undefined {
  try {
    return uptime() * 1000
  } catch {
    return undefined
  }
}
