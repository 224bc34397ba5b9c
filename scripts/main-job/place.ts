import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type RunningPart, startPart } from '../supervise.ts'

/** The real parts, built, in a temporary folder and on free ports; nothing of them is left behind. */
export interface Place {
  readonly folder: string
  readonly cloudDataDir: string
  readonly licenseServerDataDir: string
  readonly licenseServer: string
  readonly cloud: string
  stopCloud(): Promise<void>
  /** On the same port as before. */
  startCloud(): Promise<void>
  close(): Promise<void>
}

/** @param env for the License Server, such as where its tokens are */
export async function openPlace(root: string, env: Readonly<Record<string, string>>): Promise<Place> {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-main-job-'))
  const cloudDataDir = path.join(folder, 'cloud')
  const licenseServerDataDir = path.join(folder, 'license-server')
  const start = (name: string, dataDir: string, more: Record<string, string>) =>
    startPart({
      name,
      program: path.join(root, 'packages', name, 'dist/main.js'),
      dataDir,
      env: { ...process.env, ...more },
    })

  let cloudPart: RunningPart = start('cloud', cloudDataDir, { UNDONGLE_CLOUD_PORT: '0' })
  let licenseServerPart: RunningPart | undefined
  const close = async () => {
    await licenseServerPart?.stop()
    await cloudPart.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const cloud = addressOf((await cloudPart.ready).cloud)
    licenseServerPart = start('license-server', licenseServerDataDir, {
      ...env,
      UNDONGLE_LICENSE_SERVER_PORT: '0',
      UNDONGLE_CLOUD_URL: cloud,
    })
    const licenseServer = addressOf((await licenseServerPart.ready).licenseServer)
    return {
      folder,
      cloudDataDir,
      licenseServerDataDir,
      cloud,
      licenseServer,
      stopCloud: () => cloudPart.stop(),
      startCloud: async () => {
        cloudPart = start('cloud', cloudDataDir, { UNDONGLE_CLOUD_PORT: new URL(cloud).port })
        await cloudPart.ready
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function addressOf(address: string | undefined): string {
  if (address === undefined) throw new Error('a part did not say where it listens')
  return address
}
