import { minuteMs, secondMs } from '@undongle/core/time'

const longestMs = 5 * minuteMs

/** Full jitter from 1 s to 5 min: many machines that lost the same server do not come back at the same moment. */
export function fullJitterMs(failures: number, random: number): number {
  const ceiling = Math.min(longestMs, secondMs * 2 ** Math.min(failures, 16))
  return Math.max(secondMs, Math.round(ceiling * random))
}
