import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { writeAddresses } from '@undongle/core/node/addresses'
import { lockDataFolder } from '@undongle/core/node/instance-lock'
import { RotatingFile } from '@undongle/core/node/rotating-file'
import { StartError } from '@undongle/core/node/start-error'
import pino from 'pino'
import { makeApp } from './app.ts'
import { printConfig, readConfig } from './config.ts'
import { Doctor } from './doctor/doctor.ts'
import { thisMachine } from './doctor/machine.ts'
import { Drawer } from './dongle/drawer.ts'
import { codeMeterCommand } from './dongle/drivers/codemeter-cmu/command.ts'
import { pcscLibrary } from './dongle/drivers/pcsc-applet/libraries.ts'
import { pkcs11Modules } from './dongle/drivers/pkcs11/modules.ts'
import { usualChildEntry } from './dongle/host/entry.ts'
import { DongleService } from './dongle/host/service.ts'
import type { DriverSettings } from './dongle/host/settings.ts'
import { listen } from './http/listen.ts'
import { makeLocalToken } from './http/local-token.ts'
import { openStore } from './journal/open.ts'
import { applySchema } from './journal/schema.ts'
import { StoreError } from './journal/store-error.ts'
import { Lan } from './lan/lan.ts'
import { machineClocks } from './lease/boot-clock.ts'
import { endOfTurn } from './lease/seat-writes.ts'
import { LicenseServer, usualPingMs } from './license-server.ts'
import { supervisedBySignals } from './service/signals.ts'
import type { Supervisor } from './service/supervisor.ts'
import { startPause } from './transfer/pause.ts'

const layout = { product: 'undongle-license-server', version: 1 } as const
const pollMs = 1000
/** A reader asks three times to be sure, within the time that a driver's process has for one question. */
const runtimeTimeoutMs = 5000
const runtimeLookMs = 10_000

if (process.argv.includes('--print-config')) console.log(printConfig())
else await run()

async function run(): Promise<void> {
  let supervisor = supervisedBySignals()
  try {
    if (process.argv.includes('--service')) supervisor = await supervisedByWindows()
    await main(supervisor)
  } catch (error) {
    supervisor.tellFailed(error instanceof StartError || error instanceof StoreError ? error.message : error)
    process.exit(1)
  }
}

/** Native code is loaded for it, so only where it is asked for. */
async function supervisedByWindows(): Promise<Supervisor> {
  return (await import('./service/windows-service.ts')).openWindowsService()
}

async function main(supervisor: Supervisor): Promise<void> {
  const config = readConfig()
  const lock = await lockDataFolder(config.dataDir, layout)
  const logPath = path.join(config.dataDir, 'license-server.log')
  const logFile = new RotatingFile(logPath, { sizeBytes: config.logSizeBytes, olderCount: config.logOlderCount })
  const log = pino({ name: 'license-server', level: 'info' }, logFile)
  const store = openStore(path.join(config.dataDir, 'journal.db'))
  applySchema(store)
  const drawer = config.drawerDir === undefined ? undefined : new Drawer(config.drawerDir)
  if (drawer !== undefined) mkdirSync(drawer.plugFolder, { recursive: true })
  const now = () => new Date()
  const server = new LicenseServer({
    store,
    cloudUrl: config.cloudUrl,
    fetch: globalThis.fetch,
    machineName: config.machineName,
    service: new DongleService({ drivers: driversOf(config, drawer), entry: usualChildEntry(), pollMs }),
    drawer,
    now,
    clocks: machineClocks(now),
    chance: Math.random,
    wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
    pause: startPause,
    turn: endOfTurn,
    pingMs: usualPingMs,
    log,
  })
  const lan = new Lan({ store, server, name: config.lanName, port: config.lanPort, chance: Math.random })
  const token = makeLocalToken(config.dataDir)
  let port = config.port
  const machine = thisMachine(config.dataDir, logPath)
  const doctor = new Doctor({ server, store, fetch: globalThis.fetch, machine, port: () => port })
  const app = makeApp(server, { port: () => port, token, webDir: config.webDir, lan, doctor })
  const listening = await listen(app, config.port)
  port = listening.port
  server.start()
  await lan.start()
  const address = `http://localhost:${port}`
  writeAddresses(config.dataDir, { licenseServer: address })
  console.log(`License Server ${address}`)
  supervisor.tellRunning()
  await supervisor.stopAsked
  await listening.close()
  await lan.stop()
  await server.stop()
  await lock.release()
  supervisor.tellStopped()
}

type Config = ReturnType<typeof readConfig>

/** One process for the file dongles, one for smart cards, one for each native module, one for all readers, one for each driver from elsewhere. */
function driversOf(config: Config, drawer: Drawer | undefined): DriverSettings[] {
  const common = { readOnly: config.readOnlyDongles, roomLimitBytes: null }
  const native = pkcs11Modules(config.pkcs11Modules, process.platform).map(
    (module): DriverSettings => ({
      driver: 'pkcs11',
      path: module,
      bySerial: config.pkcs11BySerial,
      ...common,
    }),
  )
  const library = pcscLibrary(config.pcscLibrary, process.platform)
  const isExpected = config.pcscLibrary !== ''
  const cards: DriverSettings[] =
    library === undefined ? [] : [{ driver: 'pcsc-applet', path: library, isExpected, ...common }]
  const readers: DriverSettings = {
    driver: 'readers',
    sysfsRoot: config.sysfsRoot,
    sentinelUrl: config.sentinelUrl,
    codeMeterCommand: codeMeterCommand(config.codeMeterCommand, process.platform) ?? null,
    timeoutMs: runtimeTimeoutMs,
    lookMs: runtimeLookMs,
  }
  const outside = config.drivers.map((allowed): DriverSettings => ({ driver: 'outside', ...allowed }))
  const files: DriverSettings[] =
    drawer === undefined ? [] : [{ driver: 'file', plugFolder: drawer.plugFolder, ...common }]
  return [...files, ...cards, ...native, readers, ...outside]
}
