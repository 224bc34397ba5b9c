import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errorCode, syncFolder } from '@undongle/core/node/folder'

/** The log as it is published: files under one folder, by the names that readers ask for. */
export interface LogFiles {
  /** @returns undefined when there is none */
  read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined>
  /** Replaces the file as a whole. On the disk, under its name, when it resolves. */
  write(path: string, bytes: Uint8Array): Promise<void>
  /** Removes a folder with what is in it. */
  remove(path: string): Promise<void>
}

export function openLogFiles(folder: string): LogFiles {
  return {
    async read(path) {
      try {
        return new Uint8Array(await readFile(join(folder, path)))
      } catch (error) {
        if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errorCode(error))) return undefined
        throw error
      }
    },
    async write(path, bytes) {
      const file = join(folder, path)
      await makeFolder(folder, dirname(file))
      const handle = await open(`${file}.new`, 'w', 0o644)
      try {
        await handle.writeFile(bytes)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(`${file}.new`, file)
      syncFolder(dirname(file))
    },
    remove: (path) => rm(join(folder, path), { recursive: true, force: true }),
  }
}

/** The names of new folders have to reach the disk too. */
async function makeFolder(root: string, folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (
    let made = folder;
    made.length >= dirname(first).length && made.length >= dirname(root).length;
    made = dirname(made)
  )
    syncFolder(made)
}
