import { createHash } from 'node:crypto'
import { lstat, mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { makePrivateFolder } from './folder.ts'
import { StartError } from './start-error.ts'

/** The shortest limit of the systems we run on (macOS; Linux has 107). */
const socketPathLimitBytes = 103

/**
 * The folder for the unix sockets of a data folder: `run` inside it, or, when that makes a path the system refuses,
 * a short one that every process of this user derives from the data folder in the same way. Only this user may write there.
 *
 * @param longestName the longest file name that a socket in it will have
 */
export async function openSocketFolder(dataFolder: string, longestName: string): Promise<string> {
  const inside = join(dataFolder, 'run')
  if (Buffer.byteLength(join(inside, longestName)) <= socketPathLimitBytes) {
    await makePrivateFolder(inside)
    return inside
  }
  const short = shortFolder(await realpath(dataFolder))
  await mkdir(short, { mode: 0o700 }).catch(() => undefined)
  await refuseForeign(short)
  return short
}

/** Not the temporary folder of the environment: two processes may see different ones, and it may itself be long. */
function shortFolder(dataFolder: string): string {
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16)
  return `/tmp/undongle-${process.getuid?.() ?? 0}-${name}`
}

/** Anybody may make a folder in /tmp before us; we go on only with one that is our own. */
async function refuseForeign(folder: string): Promise<void> {
  const found = await lstat(folder)
  const ours = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0
  if (!ours)
    throw new StartError('folder-not-writable', `${folder} belongs to another user, or others may write to it.`)
}
