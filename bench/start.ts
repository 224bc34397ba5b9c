import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { fillDemo } from '../scripts/demo/fill.ts'
import { openPlace, type PlacedPart } from '../scripts/main-job/place.ts'

const rounds = 5
const settleMs = 1500

/**
 * How soon the built parts answer, and what they hold in memory. The baseline is a Node process that starts and ends, in turns with
 * the others, so that a slow machine shows in all of them.
 */
export async function run(): Promise<object> {
  const root = path.dirname(import.meta.dirname)
  const place = await openPlace(root, {})
  try {
    await fillDemo(place, new Date())
    const cloudMs: number[] = []
    const licenseServerMs: number[] = []
    const nodeMs: number[] = []
    for (let round = 0; round < rounds; round++) {
      nodeMs.push(await timed(async () => void spawnSync(process.execPath, ['-e', ''])))
      licenseServerMs.push(await restart(place.licenseServer))
      cloudMs.push(await restart(place.cloud))
    }
    await sleep(settleMs)
    const [cloud, licenseServer, node] = [cloudMs, licenseServerMs, nodeMs].map(median)
    return {
      nodeMs: node,
      cloudMs: cloud,
      licenseServerMs: licenseServer,
      licenseServerRatio: Math.round((10 * (licenseServer ?? 0)) / (node ?? 1)) / 10,
      licenseServerMb: residentMb(place.licenseServer.pid()),
      driverMb: childrenOf(place.licenseServer.pid()).map(residentMb),
      cloudMb: residentMb(place.cloud.pid()),
    }
  } finally {
    await place.close()
  }
}

async function restart(part: PlacedPart): Promise<number> {
  await part.stop()
  return timed(() => part.start())
}

async function timed(act: () => Promise<void>): Promise<number> {
  const startedMs = performance.now()
  await act()
  return performance.now() - startedMs
}

function median(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN)
}

/** From Linux's /proc, which is where this benchmark runs. */
function residentMb(pid: number): number {
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(resident) / 1024)
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === pid)
    .map(Number)
}

/** A process may end while it is looked at. */
function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}
