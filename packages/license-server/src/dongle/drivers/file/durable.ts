import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncFolder } from '@undongle/core/node/folder'

/** Writes a file so that, whatever happens, there is the whole of it or nothing: beside it, to the disk, into its place. */
export function writeDurably(path: string, bytes: Uint8Array, mode: number): void {
  const beside = `${path}.new`
  const file = openSync(beside, 'w', mode)
  try {
    writeSync(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(beside, path)
  syncFolder(dirname(path))
}
