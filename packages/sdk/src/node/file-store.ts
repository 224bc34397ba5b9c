import { mkdir, open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import type { LeaseStore } from '../store.ts'

/** Keeps a seat in `<folder>/<name>.seat`, replaced in one step so that a crash leaves the old one or the new one. */
export function fileStore(folder: string, name: string): LeaseStore {
  const file = path.join(folder, `${name.replaceAll(/[^A-Za-z0-9._-]/g, '_')}.seat`)
  return {
    read: () => readIfThere(file),
    async write(text) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const draft = `${file}.new`
      const handle = await open(draft, 'w', 0o600)
      try {
        await handle.writeFile(text)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(draft, file)
    },
  }
}

/** A file that is there but cannot be read counts as none: then only contact helps. */
async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return undefined
  }
}
