import { hourMs, minuteMs } from '@undongle/core/time'
import { behindLicenseServer, straightFromCloud, type Ways } from './fleet/machine.ts'

/** How large a run is; a test runs a small one. */
export interface FleetSize {
  readonly machines: number
}

const usualSize: FleetSize = { machines: 1_000_000 }

/** Long enough for machines that began together to have forgotten it. */
const settledMs = 6 * hourMs
const steadyMs = 2 * hourMs
const outageMs = 5 * hourMs
/** Within it whoever tried again and again has been answered: the first peak. */
const returnMs = 10 * minuteMs
const afterMs = 6 * hourMs
const minutes = (settledMs + steadyMs + outageMs + returnMs + afterMs) / minuteMs

/**
 * How many lease requests a minute a fleet sends before, in and after an outage of the cloud: each machine asks when the production code's
 * schedule says, by the cloud's `renewAfter`, the SDK's jitter and its pauses between tries. A heartbeat there is not: these are all there are of leases.
 */
export async function run({ machines }: FleetSize = usualSize) {
  const [behind, straight] = [measure(machines, behindLicenseServer), measure(machines, straightFromCloud)]
  const secondPeakRatio = Math.max(behind.ratio, straight.ratio)
  return { machines, secondPeakRatio, behindLicenseServer: behind, straightFromCloud: straight }
}

function measure(machines: number, way: Ways) {
  const asked = new Uint32Array(minutes)
  const outage = { fromMs: settledMs + steadyMs, untilMs: settledMs + steadyMs + outageMs }
  for (let machine = 0; machine < machines; machine++) {
    let atMs = Math.random() * hourMs
    let failures = 0
    while (atMs < minutes * minuteMs) {
      const minute = Math.floor(atMs / minuteMs)
      asked[minute] = (asked[minute] ?? 0) + 1
      const isAway = atMs >= outage.fromMs && atMs < outage.untilMs
      failures = isAway ? failures + 1 : 0
      atMs += isAway ? way.afterFailureMs(failures) : way.afterAnswerMs(atMs)
    }
  }
  const between = (fromMs: number, untilMs: number) => asked.subarray(fromMs / minuteMs, untilMs / minuteMs)
  const steady = mean(between(settledMs, outage.fromMs))
  const peak = (fromMs: number, untilMs: number) => Math.max(...between(fromMs, untilMs))
  const perMillion = (perMinute: number) => Math.round((perMinute / 60 / machines) * 1_000_000)
  const secondPeak = peak(outage.untilMs + returnMs, minutes * minuteMs)
  return {
    steadyPerSecondPerMillion: perMillion(steady),
    inOutagePerSecondPerMillion: perMillion(mean(between(outage.fromMs + hourMs, outage.untilMs))),
    firstPeakPerSecondPerMillion: perMillion(peak(outage.untilMs, outage.untilMs + returnMs)),
    secondPeakPerSecondPerMillion: perMillion(secondPeak),
    ratio: Math.round((100 * secondPeak) / steady) / 100,
  }
}

const mean = (values: Uint32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
