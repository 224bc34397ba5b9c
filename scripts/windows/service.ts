import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readAddresses } from '@undongle/core/node/addresses'
import type { PlacedPart } from '../main-job/place.ts'
import { type Wine, windowsPath } from './wine.ts'

const serviceName = 'UndongleLicenseServer'
const readyMs = 120_000
const pollMs = 100

export interface InstalledService extends PlacedPart {
  /** The command line that was installed with it. */
  undongle(...args: string[]): { readonly exit: number; readonly out: string }
  readonly programDir: string
}

/** Installs a bundle as a customer does, by its own command, and waits until the service answers. */
export async function installService(
  wine: Wine,
  bundle: string,
  settings: Readonly<Record<string, string>>,
): Promise<InstalledService> {
  const lines = Object.entries({ UNDONGLE_LICENSE_SERVER_PORT: '0', ...settings }).map(
    ([name, value]) => `${name}=${value.startsWith('/') ? windowsPath(value) : value}\r\n`,
  )
  writeFileSync(path.join(bundle, 'settings.env'), lines.join(''))
  must(wine.run('cmd', '/c', windowsPath(path.join(bundle, 'undongle.cmd')), 'license-server', 'install'))
  const dataDir = path.join(wine.driveC, 'ProgramData/Undongle')
  const programDir = path.join(wine.driveC, 'Program Files/Undongle')
  let address = await addressIn(dataDir)
  return {
    get address() {
      return address
    },
    dataDir,
    programDir,
    pid: () => Number(readFileSync(path.join(dataDir, 'instance.pid'), 'utf8')),
    undongle: (...args) => wine.run('cmd', '/c', 'C:\\Program Files\\Undongle\\undongle.cmd', ...args),
    /** One that is stopped already is stopped. wine does not wait for it to put itself away. */
    async stop() {
      const { out } = wine.run('net', 'stop', serviceName)
      const until = Date.now() + readyMs
      while (existsSync(path.join(dataDir, 'instance.pid'))) {
        if (Date.now() > until) throw new Error(`the service does not stop: ${out}`)
        await sleep(pollMs)
      }
    },
    async crash() {
      throw new Error('wine does not say which process of this machine a service is')
    },
    async start() {
      rmSync(path.join(dataDir, 'addresses.json'))
      must(wine.run('net', 'start', serviceName))
      address = await addressIn(dataDir)
    },
  }
}

async function addressIn(dataDir: string): Promise<string> {
  const until = Date.now() + readyMs
  while (Date.now() < until) {
    const { licenseServer } = existsSync(path.join(dataDir, 'addresses.json')) ? readAddresses(dataDir) : {}
    if (licenseServer !== undefined) return licenseServer
    await sleep(pollMs)
  }
  throw new Error(`the service did not say within ${readyMs / 1000} s where it listens`)
}

function must({ exit, out }: { exit: number; out: string }): void {
  if (exit !== 0) throw new Error(out)
}
