import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type RunningPart, startPart } from '../supervise.ts'

/** One of the two parts, which can be stopped, killed and started again on the same port and folder. */
export interface PlacedPart {
  readonly address: string
  readonly dataDir: string
  pid(): number
  stop(): Promise<void>
  crash(): Promise<void>
  start(): Promise<void>
}

/** The real parts, built, in a temporary folder and on free ports; nothing of them is left behind. */
export interface Place {
  readonly folder: string
  readonly drawerDir: string
  readonly cloud: PlacedPart
  readonly licenseServer: PlacedPart
  close(): Promise<void>
}

/** @param env for the License Server, such as where its tokens are */
export async function openPlace(root: string, env: Readonly<Record<string, string>>): Promise<Place> {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-place-'))
  const drawerDir = path.join(folder, 'drawer')
  const parts: PlacedPart[] = []
  const close = async () => {
    for (const part of parts.toReversed()) await part.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  const place = async (name: 'cloud' | 'license-server', more: Readonly<Record<string, string>>) => {
    const part = await placePart({
      program: path.join(root, 'packages', name, 'dist/main.js'),
      dataDir: path.join(folder, name),
      name,
      more,
    })
    parts.push(part)
    return part
  }
  try {
    const cloud = await place('cloud', {})
    const licenseServer = await place('license-server', {
      UNDONGLE_DRAWER_DIR: drawerDir,
      ...env,
      UNDONGLE_CLOUD_URL: cloud.address,
    })
    return { folder, drawerDir, cloud, licenseServer, close }
  } catch (error) {
    await close()
    throw error
  }
}

interface Placing {
  readonly name: 'cloud' | 'license-server'
  readonly program: string
  readonly dataDir: string
  readonly more: Readonly<Record<string, string>>
  /** A free one when left out. */
  readonly port?: number
}

export async function placePart({ name, program, dataDir, more, port = 0 }: Placing): Promise<PlacedPart> {
  const portSetting = name === 'cloud' ? 'UNDONGLE_CLOUD_PORT' : 'UNDONGLE_LICENSE_SERVER_PORT'
  const start = (port: string): RunningPart =>
    startPart({ name, program, dataDir, env: { ...process.env, ...more, [portSetting]: port } })
  let running = start(String(port))
  const addresses = await running.ready
  const address = name === 'cloud' ? addresses.cloud : addresses.licenseServer
  if (address === undefined) throw new Error(`the ${name} did not say where it listens`)
  return {
    address,
    dataDir,
    pid: () => running.pid,
    stop: () => running.stop(),
    crash: () => running.crash(),
    async start() {
      running = start(port === 0 ? new URL(address).port : String(port))
      await running.ready
    },
  }
}
