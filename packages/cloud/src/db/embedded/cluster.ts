import { access, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { errorText, syncFolder } from '@undongle/core/node/folder'
import { StartError } from '@undongle/core/node/start-error'
import { giveFolder, handOver, type ServerAccount } from './account.ts'
import type { Binaries } from './binaries.ts'
import { type Endpoint, owner } from './endpoint.ts'
import { runProgram } from './program.ts'

/** Where the cluster's files are. */
export const clusterFolder = (place: string): string => join(place, 'pg')

/** Makes the cluster when there is none. It is made aside and renamed: a half-made one is never taken for a database. */
export async function ensureCluster(
  place: string,
  account: ServerAccount,
  binaries: Binaries,
  endpoint: Endpoint,
): Promise<void> {
  const folder = clusterFolder(place)
  if (await exists(folder)) {
    await checkMajor(folder, binaries.major)
    return handOver(account, folder)
  }
  const unfinished = `${folder}.init`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished)
  await giveFolder(account, unfinished)
  const fixed = ['--data-checksums', '--encoding=UTF8', '--locale=C', `--username=${owner}`]
  await runProgram(account, join(binaries.folder, 'initdb'), [...fixed, ...endpoint.initArguments, '-D', unfinished])
  await rename(unfinished, folder)
  syncFolder(place)
}

async function checkMajor(folder: string, major: number): Promise<void> {
  const found = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch((error: unknown) => errorText(error))
  if (found.trim() === String(major)) return
  throw new StartError('folder-other-version', `${folder} is PostgreSQL ${found.trim()}; this program has ${major}.`)
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
