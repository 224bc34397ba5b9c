import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { CompanyId } from '@undongle/core/id'
import type { PoolConfig } from 'pg'
import { softHsmModule } from '../../scripts/main-job/token.ts'
import { freePort, programOf } from '../stories/world.ts'
import { type Disk, openDisk, usualDisk } from './disk.ts'
import { type KeptProcess, keepRunning } from './kept-process.ts'

/** A License Server on a machine of its own: its journal on a small disk, its dongles in two folders that hands reach. */
export interface Machine {
  readonly index: number
  readonly company: CompanyId
  readonly targetUser: string
  /** Its dongles can only be read: class B. */
  readonly readOnly: boolean
  readonly server: KeptProcess
  readonly disk: Disk
  readonly plugFolder: string
  readonly tokenFolder: string
}

export interface Place {
  readonly folder: string
  readonly cloud: KeptProcess
  readonly cloudDisk: Disk
  readonly machines: readonly Machine[]
  close(): Promise<void>
}

const cloudDiskMebibytes = 2048
const machineDiskMebibytes = 64

export async function openPlace(
  folder: string,
  owners: readonly Pick<Machine, 'company' | 'targetUser' | 'readOnly'>[],
  smallDisks = false,
): Promise<Place> {
  const cloudDir = path.join(folder, 'cloud')
  const cloudDisk = smallDisks ? openDisk(cloudDir, cloudDiskMebibytes) : usualDisk
  const cloudPort = await freePort()
  const cloud = keepRunning({
    name: 'the cloud',
    program: programOf('cloud'),
    dataDir: cloudDir,
    env: { UNDONGLE_CLOUD_PORT: String(cloudPort), UNDONGLE_PUBLIC_URL: `http://localhost:${cloudPort}` },
    address: `http://localhost:${cloudPort}`,
    probe: '/v1/keys',
  })
  const machines: Machine[] = []
  const close = async () => {
    await Promise.all(machines.map(({ server }) => server.stop()))
    await cloud.stop()
    for (const disk of [cloudDisk, ...machines.map((machine) => machine.disk)]) disk.remove()
  }
  try {
    await cloud.up()
    for (const [index, owner] of owners.entries())
      machines.push({
        index,
        ...owner,
        ...(await openMachine(path.join(folder, `machine-${index}`), cloud, owner, smallDisks)),
      })
    await Promise.all(machines.map(({ server }) => server.up()))
    return { folder, cloud, cloudDisk, machines, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openMachine(
  folder: string,
  cloud: KeptProcess,
  { readOnly }: Pick<Machine, 'readOnly'>,
  smallDisks: boolean,
) {
  const dataDir = path.join(folder, 'data')
  const disk = smallDisks ? openDisk(dataDir, machineDiskMebibytes) : usualDisk
  const drawerDir = path.join(folder, 'drawer')
  const plugFolder = path.join(drawerDir, 'plugged')
  mkdirSync(plugFolder, { recursive: true })
  const { tokenFolder, env } = configureSoftHsm(folder)
  const port = await freePort()
  const server = keepRunning({
    name: `the License Server in ${path.basename(folder)}`,
    program: programOf('license-server'),
    dataDir,
    env: {
      ...env,
      UNDONGLE_PKCS11_MODULES: softHsmModule,
      UNDONGLE_READ_ONLY_DONGLES: readOnly ? 'yes' : 'no',
      UNDONGLE_DRAWER_DIR: drawerDir,
      UNDONGLE_CLOUD_URL: cloud.address,
      UNDONGLE_LICENSE_SERVER_PORT: String(port),
    },
    address: `http://localhost:${port}`,
    probe: '/v1/status',
  })
  return { server, disk, plugFolder, tokenFolder }
}

/** A SoftHSM2 without a token: they come as folders. */
export function configureSoftHsm(folder: string): { tokenFolder: string; env: { SOFTHSM2_CONF: string } } {
  const tokenFolder = path.join(folder, 'tokens')
  const configuration = path.join(folder, 'softhsm2.conf')
  mkdirSync(tokenFolder, { recursive: true })
  const lines = [
    `directories.tokendir = ${tokenFolder}`,
    'objectstore.backend = file',
    'slots.removable = true',
    'log.level = ERROR',
  ]
  writeFileSync(configuration, `${lines.join('\n')}\n`)
  return { tokenFolder, env: { SOFTHSM2_CONF: configuration } }
}

/** The embedded server's own word about itself: its process, and how its superuser reaches it. */
export function readPostmaster(cloudDataDir: string): { pid: number; connection: PoolConfig } | undefined {
  try {
    const lines = readFileSync(path.join(cloudDataDir, 'postgres/pg/postmaster.pid'), 'utf8').split('\n')
    const [pid, , , port, host] = lines.map((line) => line.trim())
    if (!pid || !port || !host) return undefined
    return { pid: Number(pid), connection: { host, port: Number(port), user: 'undongle', database: 'undongle' } }
  } catch {
    return undefined
  }
}
