import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { localApi } from '@undongle/core/api/local'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { openWorld, read, start, type World } from '../test/stories/world.ts'
import { buildStale, systemTargets } from './build/build.ts'
import { composeBundle } from './bundle/compose.ts'
import { platforms } from './bundle/platforms.ts'
import { call } from './call.ts'
import { type InstalledService, installService } from './windows/service.ts'
import { Wine, windowsPath } from './windows/wine.ts'

/**
 * `npm run windows`: the bundle for Windows under wine, with Windows' own Node: installed as a service, signed in, a file dongle moved, a
 * seat leased, stopped, started, removed. The cloud runs beside it on this machine. It is not a real Windows: accounts, rights of
 * folders and the event log are wine's, and no driver of a real dongle was loaded.
 */
const root = path.dirname(import.meta.dirname)
const folder = mkdtempSync(path.join(tmpdir(), 'undongle windows '))
const done: string[] = []
const pollMs = 200
const transferMs = 120_000

await buildStale(root, systemTargets)
const bundle = composeBundle({ root, platform: platforms['win32-x64'], outDir: folder, cloudUrl: undefined })
mkdirSync(path.join(folder, 'wine'))
const wine = new Wine(path.join(folder, 'wine'))
try {
  console.log(JSON.stringify(await story()))
} finally {
  wine.close()
  rmSync(folder, { recursive: true, force: true })
}

async function story(): Promise<object> {
  const startedAt = Date.now()
  let service: InstalledService | undefined
  const world = await openWorld({
    tokens: 0,
    fileDongles: 1,
    placeLicenseServer: async (settings) => {
      service = await installService(wine, bundle, settings)
      return service
    },
  })
  try {
    if (service === undefined) throw new Error('nothing was installed')
    const { runtime, journal } = await goThrough(world, service)
    return { steps: done, runtime, journal, realWindows: false, seconds: Math.round((Date.now() - startedAt) / 1000) }
  } finally {
    await world.close()
  }
}

async function goThrough(world: World, service: InstalledService) {
  tick('installed as a service, signed in', (await status(service)).signIn.state === 'signed-in')
  tick('its own status', service.undongle('license-server', 'status').exit === 0)
  const transfer = await start(world, world.fileDongle())
  const until = Date.now() + transferMs
  while ((await read(world, transfer)).state !== 'finished' && Date.now() < until) await sleep(pollMs)
  const { result } = await read(world, transfer)
  tick(`a file dongle moved: ${result}`, result === 'partly-moved' || result === 'all-moved')
  const lease = await call(service.address, localApi['lease.put'], {
    parameters: { lease: makeId('lease', new Date(), random) },
    body: { product: 'clinic-scan', version: '1.0' },
  })
  tick('a seat leased from the cloud', lease.source === 'cloud')
  const { program } = await call(service.address, localApi['doctor.bundle'], {})
  tick('the file for support', program.system.startsWith('win32'))

  await service.stop()
  tick('stopped, and put away', !existsSync(path.join(service.dataDir, 'instance.pid')))
  await service.start()
  tick('started again, signed in as before', (await status(service)).signIn.state === 'signed-in')
  tick('its transfer is still known', (await read(world, transfer)).state === 'finished')
  const log = readFileSync(path.join(service.dataDir, 'license-server.log'), 'utf8')
  tick('nothing failed in its log', !log.includes('"level":50'))

  const bundled = wine.run(
    'cmd',
    '/c',
    windowsPath(path.join(bundle, 'undongle.cmd')),
    'license-server',
    'uninstall',
    '--purge',
  )
  tick('removed', bundled.exit === 0)
  tick('nothing left behind', !existsSync(service.programDir) && !existsSync(service.dataDir))
  return { runtime: program.runtime, journal: 'node:sqlite' }
}

function status(service: InstalledService) {
  return call(service.address, localApi['status.read'], {})
}

function tick(what: string, holds: boolean): void {
  if (!holds) throw new Error(`does not hold: ${what}`)
  console.log(`ok  ${what}`)
  done.push(what)
}
