import { closeSync, fsyncSync, openSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { platform } from 'node:process'
import { StartError } from './start-error.ts'

/** Makes a folder that only this user may enter. Existing folders keep their mode: the operator may have chosen it. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await inFolder(folder, () => mkdir(folder, { recursive: true, mode: 0o700 }))
}

/** Runs work on files in a data folder and gives its failures the names an operator can act on. */
export async function inFolder<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const code = folderErrors[errorCode(error)]
    throw code === undefined ? error : new StartError(code, `${folder}: ${errorText(error)}`, { cause: error })
  }
}

/**
 * Makes a rename, a new name or a removal in a folder survive a power cut. Windows has no handle of a folder to flush; NTFS journals its
 * names by itself.
 */
export function syncFolder(folder: string): void {
  if (platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** The code of a system error (`ENOENT`), or an empty text when it is none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const folderErrors: Readonly<Record<string, 'folder-not-writable' | 'disk-full'>> = {
  EACCES: 'folder-not-writable',
  EEXIST: 'folder-not-writable',
  ENOENT: 'folder-not-writable',
  ENOTDIR: 'folder-not-writable',
  EPERM: 'folder-not-writable',
  EROFS: 'folder-not-writable',
  EDQUOT: 'disk-full',
  ENOSPC: 'disk-full',
}
