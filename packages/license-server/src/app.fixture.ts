import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Hono } from 'hono'
import pino from 'pino'
import { makeApp } from './app.ts'
import { Doctor } from './doctor/doctor.ts'
import { thisMachine } from './doctor/machine.ts'
import { Drawer } from './dongle/drawer.ts'
import { usualChildEntry } from './dongle/host/entry.ts'
import { DongleService } from './dongle/host/service.ts'
import type { DriverSettings } from './dongle/host/settings.ts'
import { openStore } from './journal/open.ts'
import { applySchema } from './journal/schema.ts'
import type { Store } from './journal/store.ts'
import { Lan } from './lan/lan.ts'
import { machineClocks, type ReadClocks } from './lease/boot-clock.ts'
import { endOfTurn } from './lease/seat-writes.ts'
import { LicenseServer, usualPingMs } from './license-server.ts'
import { startPause } from './transfer/pause.ts'

export interface TestServer {
  readonly app: Hono
  readonly server: LicenseServer
  readonly lan: Lan
  readonly folder: string
  readonly store: Store
  readonly drawerDir: string
  /** Stops it as a crash would leave it: the folder stays for the next one. */
  stop(): Promise<void>
  close(): Promise<void>
}

/** What a test may want in another way than usual. */
interface TestServerSettings {
  readonly folder?: string
  readonly machineName?: string
  /** Every dongle is of class B. */
  readonly readOnly?: boolean
  /** Beside the file dongles. */
  readonly drivers?: readonly DriverSettings[]
  readonly now?: () => Date
  readonly clocks?: ReadClocks
  readonly wait?: (delayMs: number) => Promise<void>
}

export const testPort = 30304
export const testToken = 'test-token'

/** A License Server in this process, on a folder of its own, without a socket: its app is Request → Response. */
export function makeTestServer(
  cloudFetch: typeof fetch = () => Promise.reject(new Error('no cloud')),
  settings: TestServerSettings = {},
): TestServer {
  const {
    folder = mkdtempSync(path.join(tmpdir(), 'undongle-ls-')),
    machineName = 'test machine',
    readOnly = false,
    drivers = [],
    now = () => new Date(),
    clocks = machineClocks(now),
    wait = (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  } = settings
  const webDir = path.join(folder, 'web')
  mkdirSync(path.join(webDir, 'assets'), { recursive: true })
  writeFileSync(path.join(webDir, 'index.html'), '<html><head></head><body></body></html>')
  writeFileSync(path.join(webDir, 'assets', 'main-1.js'), 'export {}')
  const store = openStore(path.join(folder, 'journal.db'))
  applySchema(store)
  const drawer = new Drawer(path.join(folder, 'drawer'))
  const server = new LicenseServer({
    store,
    cloudUrl: 'http://cloud.test',
    fetch: cloudFetch,
    machineName,
    service: new DongleService({
      drivers: [{ driver: 'file', plugFolder: drawer.plugFolder, readOnly, roomLimitBytes: null }, ...drivers],
      entry: usualChildEntry(),
      pollMs: 200,
    }),
    drawer,
    now,
    clocks,
    chance: () => 0.5,
    wait,
    pause: startPause,
    turn: endOfTurn,
    pingMs: usualPingMs,
    log: pino({ level: 'silent' }),
  })
  const lan = new Lan({ store, server, name: '127.0.0.1', port: 0, chance: () => 0.5 })
  const machine = thisMachine(folder, path.join(folder, 'license-server.log'))
  const doctor = new Doctor({ server, store, fetch: cloudFetch, machine, port: () => testPort })
  return {
    app: makeApp(server, { port: () => testPort, token: testToken, webDir, lan, doctor }),
    server,
    lan,
    folder,
    store,
    drawerDir: path.join(folder, 'drawer'),
    stop: async () => {
      await lan.stop()
      await server.stop()
    },
    close: async () => {
      await lan.stop()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
