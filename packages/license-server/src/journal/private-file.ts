import { chmodSync, closeSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncFolder } from '@undongle/core/node/folder'
import { codeOfSystem, StoreError } from './store-error.ts'

/**
 * Makes sure the file exists and only its owner can read it, before a secret is written to it. SQLite gives its
 * write-ahead log the same mode. On Windows the folder's access list, inherited from the user's profile, does this.
 *
 * @throws StoreError when the file cannot be made or written
 */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'a', ownerOnly))
    if (process.platform === 'win32') return
    if ((statSync(path).mode & 0o777) !== ownerOnly) chmodSync(path, ownerOnly)
    syncFolder(dirname(path))
  } catch (cause) {
    const errno = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
    throw new StoreError(codeOfSystem(errno), String(cause), { cause })
  }
}

const ownerOnly = 0o600
