import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { bundleChild } from '../packages/license-server/src/dongle/contract/bundled-entry.ts'
import { pcscLibrary } from '../packages/license-server/src/dongle/drivers/pcsc-applet/libraries.ts'
import { pkcs11Modules } from '../packages/license-server/src/dongle/drivers/pkcs11/modules.ts'
import { DongleService } from '../packages/license-server/src/dongle/host/service.ts'
import type { DriverSettings } from '../packages/license-server/src/dongle/host/settings.ts'
import { makeApplet } from '../test/cards/applet.ts'
import { makeCard } from '../test/cards/card.ts'
import { startPcscd } from '../test/cards/pcscd.ts'
import { plugCard } from '../test/cards/slot.ts'

const rounds = 10
const idleMs = 20_000
/** As the License Server has it. */
const pollMs = 1000
/** Clock ticks of /proc in a second, on every Linux that Node runs on. */
const ticksPerSecond = 100

/** How soon a card that is plugged in is told of, and what all drivers cost while nothing happens. */
export async function run(): Promise<object> {
  const [pcscd, child] = [await startPcscd(), await bundleChild()]
  const environment = { ...pcscd.environment }
  const service = new DongleService({ drivers: driversOfThisMachine(), entry: child.entry, pollMs, environment })
  const card = makeCard([makeApplet({ serial: 'BENCH', label: 'bench', pin: '482913' })])
  try {
    service.enable()
    await service.status()
    const seconds: number[] = []
    for (let round = 0; round < rounds; round++) {
      const from = performance.now()
      const added = told(service, 'added')
      const plugged = await plugCard(pcscd.ports[0], card)
      await added
      seconds.push((performance.now() - from) / 1000)
      const removed = told(service, 'removed')
      plugged.pull()
      await removed
    }
    return { pollSeconds: median(seconds), idleCpuPercent: await idleCpuPercent(service) }
  } finally {
    await service.disable()
    await pcscd.stop()
    await child.remove()
  }
}

function driversOfThisMachine(): DriverSettings[] {
  const common = { readOnly: false, roomLimitBytes: null }
  const library = pcscLibrary('', process.platform) ?? ''
  const modules = pkcs11Modules([], process.platform)
  return [
    { driver: 'file', plugFolder: 'nowhere', ...common },
    { driver: 'pcsc-applet', path: library, isExpected: true, ...common },
    ...modules.map((path): DriverSettings => ({ driver: 'pkcs11', path, bySerial: false, ...common })),
    {
      driver: 'readers',
      sysfsRoot: '/sys',
      sentinelUrl: null,
      codeMeterCommand: null,
      timeoutMs: 5000,
      lookMs: 10_000,
    },
  ]
}

async function told(service: DongleService, wanted: 'added' | 'removed'): Promise<void> {
  let stop = () => {}
  await new Promise<void>((resolve) => {
    stop = service.watch(({ type, ref }) => {
      if (ref.serial === 'BENCH' && type === wanted) resolve()
    })
  })
  stop()
}

async function idleCpuPercent(service: DongleService): Promise<number> {
  const pids = (await service.status()).flatMap(({ pid }) => pid ?? [])
  const ticks = () => [...new Set(pids)].reduce((sum, pid) => sum + ticksOf(pid), 0)
  const [before, from] = [ticks(), performance.now()]
  await sleep(idleMs)
  const seconds = (performance.now() - from) / 1000
  return Math.round((10_000 * (ticks() - before)) / ticksPerSecond / seconds) / 100
}

/** User and system time, the 14th and 15th field; the name before them may hold blanks. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return Number(fields[11]) + Number(fields[12])
}

const median = (values: readonly number[]): number =>
  Math.round(100 * (values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN)) / 100
