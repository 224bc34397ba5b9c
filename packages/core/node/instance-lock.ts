import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode, inFolder, makePrivateFolder } from './folder.ts'
import { claimInstance } from './instance-claim.ts'
import { StartError } from './start-error.ts'

/** One process holds a data folder at a time. */
export interface FolderLock {
  /** Lets the next instance in. A process that dies without it leaves no lock behind either. */
  release(): Promise<void>
}

/**
 * Takes a data folder for this process, makes it when it is new, and makes sure that this version may use it.
 *
 * @param layout whose data it is, and the version of its layout: both stand in the folder's file VERSION
 * @throws StartError `folder-in-use` (naming the process), `folder-other-version`, `folder-not-writable`, `disk-full`
 */
export async function lockDataFolder(
  folder: string,
  layout: { readonly product: string; readonly version: number },
): Promise<FolderLock> {
  const ours = `${layout.product} ${layout.version}`
  await makePrivateFolder(folder)
  return inFolder(folder, async () => {
    await expectVersion(folder, ours) // before anything is written: even the claim leaves a trace
    const claim = await claimInstance(folder)
    if (claim.outcome === 'held-by-other') throw await inUse(folder)
    const lock = { release: () => releaseFolder(folder, claim.release) }
    try {
      await writeFile(join(folder, holderFile), `${process.pid}\n`)
      await setVersion(folder, ours)
      return lock
    } catch (error) {
      await lock.release()
      throw error
    }
  })
}

/** Only for the words of a refusal: what locks is the claim, which ends with its process. */
const holderFile = 'instance.pid'
const versionFile = 'VERSION'

async function inUse(folder: string): Promise<StartError> {
  const pid = (await readIfThere(join(folder, holderFile)))?.trim() || 'unknown'
  return new StartError('folder-in-use', `${folder} is held by process ${pid}.`)
}

async function expectVersion(folder: string, ours: string): Promise<'ours' | 'none'> {
  const found = (await readIfThere(join(folder, versionFile)))?.trim()
  // A file that is there but empty was being written when the power went: nothing else was in the folder yet.
  if (!found) return 'none'
  if (found === ours) return 'ours'
  throw new StartError('folder-other-version', `${folder} holds "${found}"; this program reads "${ours}".`)
}

async function setVersion(folder: string, ours: string): Promise<void> {
  if ((await expectVersion(folder, ours)) === 'none')
    await writeFile(join(folder, versionFile), `${ours}\n`, { flush: true })
}

async function releaseFolder(folder: string, release: () => Promise<void>): Promise<void> {
  await rm(join(folder, holderFile), { force: true })
  await release()
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
